export { noteAlert, readAlerts, stepAlerts } from './alert-store.js';
export type { StoredAlert, StoredAlerts } from './alert-store.js';
export { noteSetAside, tellProcessReadings } from './process-readings.js';
export type { ProcessReadings } from './process-readings.js';
export { alertSamples } from './sample-alerts.js';
export type { Sample } from './sample-alerts.js';
export { UnreadWatch } from './unread-watch.js';
export { countingFailures, TelemetryFailures } from './telemetry-failures.js';
