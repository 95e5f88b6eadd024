export { CONFLICT_CODES, TELEMETRY_PROJECTION, observabilityOf } from './observability.js';
export type { ObservabilityEvent, ObservabilitySource } from './observability.js';
export { measureParkedVenues, measureProjectors, measureRelay } from './metrics.js';
export type { ProjectorReading } from './metrics.js';
