export { TELEMETRY_PROJECTION, observabilityOf } from './observability.js';
export type { ObservabilityEvent, ObservabilitySource } from './observability.js';
export {
  measureCalendar,
  measureParity,
  measureParkedVenues,
  measureProjectors,
  measureRelay,
} from './metrics.js';
export type { ParityReading, ProjectorReading } from './metrics.js';
export * from './alerts/index.js';
export * from './tracing/index.js';
