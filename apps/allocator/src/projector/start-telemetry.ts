import type { LoggedEvent } from '#contracts';
import { Projector } from '#event-sourcing';
import type { LogReader, LogTransport } from '#event-sourcing';
import { countParkedVenues, PostgresProjectionStore, writeObservabilityRows } from '#postgres';
import type { createPool } from '#postgres';
import {
  measureParkedVenues,
  measureProjectors,
  observabilityOf,
  TELEMETRY_PROJECTION,
} from '#telemetry';
import type { ObservabilityEvent } from '#telemetry';
import type { Probe } from '../health/readiness.js';
import type { Metrics } from '../metrics/metrics.js';

export interface TelemetryParts {
  readonly pool: ReturnType<typeof createPool>;
  readonly log: LogReader<LoggedEvent>;
  readonly transport: LogTransport<LoggedEvent>;
  readonly metrics: Metrics;
}

export type TelemetryProjector = Projector<LoggedEvent, ObservabilityEvent>;

/** Starts the projection of the log into `observability_events`. */
export async function startTelemetry(parts: TelemetryParts): Promise<TelemetryProjector> {
  const { pool, log, transport, metrics } = parts;
  const projector = new Projector<LoggedEvent, ObservabilityEvent>({
    projection: TELEMETRY_PROJECTION,
    rowsOf: observabilityOf,
    store: new PostgresProjectionStore(pool, writeObservabilityRows),
    log,
    transport,
  });
  await projector.start();
  measureProjectors(async () => {
    const reading = { status: projector.status(), heads: await log.heads() };
    return new Map([[TELEMETRY_PROJECTION, reading]]);
  }, metrics.registry);
  measureParkedVenues(() => countParkedVenues(pool), [TELEMETRY_PROJECTION], metrics.registry);
  return projector;
}

/**
 * Telemetry that waits is no reason to refuse commands; telemetry that gave up is for people to
 * see.
 */
export function telemetryProbe(projector: TelemetryProjector): () => Probe {
  return () => {
    const { state, error } = projector.status();
    const cause = error?.cause instanceof Error ? `: ${error.cause.message}` : '';
    const why = error === null ? state : `${state}: ${error.message}${cause}`;
    return { status: state === 'stopped' ? 'down' : 'up', detail: why };
  };
}
