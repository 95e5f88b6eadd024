export { ALERT_NAMES, alertRules } from './alert-rules.js';
export type { AlertName, AlertRule } from './alert-rules.js';
export { alertChange, LOOKED_AWAY_SECONDS, nextAlertStatus } from './alert-state.js';
export type { AlertChange, AlertLimits, AlertStatus } from './alert-state.js';
export { alertViews } from './alert-views.js';
export type { KnownAlert } from './alert-views.js';
export { measureAlerts } from './measure-alerts.js';
export type { AlertsReading } from './measure-alerts.js';
