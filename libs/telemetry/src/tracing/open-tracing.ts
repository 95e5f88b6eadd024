import type { Tracing, TracingOptions } from './tracer.js';

/** Whoever traces nothing does not load OpenTelemetry: it costs time and memory. */
export async function openTracing(options: TracingOptions): Promise<Tracing> {
  const { OpenTelemetry } = await import('./opentelemetry.js');
  return new OpenTelemetry(options);
}
