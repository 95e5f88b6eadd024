import { openTracing } from '#telemetry';
import type { Tracer } from '#telemetry';
import type { Logger } from '../logger.js';
import { observeTotal } from '../metrics/metrics.js';
import type { Metrics } from '../metrics/metrics.js';
import type { Stops } from '../stops.js';

/** Null without `OTEL_EXPORTER_OTLP_ENDPOINT`: then nothing is traced, and traceparents pass through. */
export async function startTracing(
  endpoint: string | null,
  { logger, metrics, stops }: { logger: Logger; metrics: Metrics; stops: Stops },
): Promise<Tracer | null> {
  if (endpoint === null) return null;
  const tracing = await openTracing({
    endpoint,
    onError: (error) => logger.warn({ err: error }, 'spans could not be sent'),
  });
  stops.add('tracing', () => tracing.stop());
  const help = 'Spans of this process that no collector took';
  observeTotal(metrics, 'allocator_spans_lost_total', help, () => tracing.lost);
  return tracing.tracer;
}
