export { openTracing } from './open-tracing.js';
export type { Span, Tracer, Tracing } from './tracer.js';
