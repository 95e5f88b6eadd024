import type { LoggedEvent, RecordedEvent } from '#contracts';
import { upcast } from '#contracts';
import { Projector } from '#event-sourcing';
import type { LogReader, LogTransport } from '#event-sourcing';
import {
  countingFailures,
  countParkedVenues,
  MIRROR_PROJECTION,
  mirrorRows,
  PostgresProjectionStore,
  readRelayCursors,
  TelemetryFailures,
  writeObservabilityRows,
} from '#postgres';
import type { createPool } from '#postgres';
import {
  measureParkedVenues,
  measureProjectors,
  observabilityOf,
  TELEMETRY_PROJECTION,
} from '#telemetry';
import type { ObservabilityEvent, ProjectorReading } from '#telemetry';
import type { Probe, Probes } from '../health/readiness.js';
import type { Logger } from '../logger.js';
import { observeTotal } from '../metrics/metrics.js';
import type { Metrics } from '../metrics/metrics.js';
import { processName } from '../relay/start-relay.js';
import { MirrorWatch } from './mirror-watch.js';

export interface ProjectionParts {
  readonly pool: ReturnType<typeof createPool>;
  /** Number of log partitions. */
  readonly partitions: number;
  readonly logger: Logger;
  readonly log: LogReader<LoggedEvent>;
  readonly transport: LogTransport<LoggedEvent>;
  readonly metrics: Metrics;
}

export interface Projections {
  /** By projection, and `parity`: what the mirror was found to be. */
  readonly probes: Probes;
  stop(): Promise<void>;
}

type AnyProjector = Pick<Projector<LoggedEvent, never>, 'start' | 'stop' | 'status'>;

/**
 * Starts every projection, each with a consumer group of its own: telemetry, and the mirror of the
 * tables that the log folds into, with the watch that compares it.
 */
export async function startProjections(parts: ProjectionParts): Promise<Projections> {
  const failures = new TelemetryFailures(parts.pool, processName());
  observeTotal(
    parts.metrics,
    'allocator_telemetry_insert_failures_total',
    'Failed attempts of this process to store rows of observability_events',
    () => failures.total,
  );
  const projectors = projectorsOf(parts, failures);
  for (const projector of projectors.values()) await projector.start();
  measure(projectors, parts);
  const watch = new MirrorWatch(parts);
  watch.start();
  const probes = [...projectors].map(([name, projector]) => [name, probeOf(projector)] as const);
  return {
    probes: { ...Object.fromEntries(probes), parity: () => watch.probe() },
    async stop() {
      await Promise.all([watch, ...projectors.values()].map((part) => part.stop()));
      await failures.tell();
    },
  };
}

function projectorsOf(
  { pool, log, transport }: ProjectionParts,
  failures: TelemetryFailures,
): Map<string, AnyProjector> {
  const common = { log, transport, published: () => readRelayCursors(pool) };
  return new Map<string, AnyProjector>([
    [
      TELEMETRY_PROJECTION,
      new Projector<LoggedEvent, ObservabilityEvent>({
        projection: TELEMETRY_PROJECTION,
        rowsOf: observabilityOf,
        store: countingFailures(
          new PostgresProjectionStore<ObservabilityEvent>(pool, writeObservabilityRows),
          failures,
        ),
        ...common,
      }),
    ],
    [
      MIRROR_PROJECTION,
      new Projector<LoggedEvent, RecordedEvent>({
        projection: MIRROR_PROJECTION,
        // Here, because an event that cannot be read is parked and not tried again.
        rowsOf: ({ event }) => [upcast(event)],
        store: new PostgresProjectionStore(pool, mirrorRows()),
        ...common,
      }),
    ],
  ]);
}

function measure(
  projectors: ReadonlyMap<string, AnyProjector>,
  { pool, log, metrics: { registry } }: ProjectionParts,
): void {
  measureProjectors(async () => {
    const heads = await log.heads();
    const readings = [...projectors].map(([name, projector]): [string, ProjectorReading] => [
      name,
      { status: projector.status(), heads },
    ]);
    return new Map(readings);
  }, registry);
  measureParkedVenues(() => countParkedVenues(pool), [...projectors.keys()], registry);
}

/** What each state of a projection means; one that waits is no reason to refuse commands. */
const STATUS = {
  projecting: 'up',
  retrying: 'degraded',
  halted: 'degraded',
  failed: 'down',
  stopped: 'down',
} as const;

function probeOf(projector: AnyProjector): () => Probe {
  return () => {
    const { state, error } = projector.status();
    const cause = error?.cause instanceof Error ? `: ${error.cause.message}` : '';
    const why = error === null ? state : `${state}: ${error.message}${cause}`;
    return { status: STATUS[state], detail: why };
  };
}
