import type {
  EventType,
  Instant,
  ReplayFrom,
  ReplayState,
  TableDifference,
  Uuid,
} from '#contracts';

/** Which events are replayed; null: whatever it says. */
export interface ReplayFilter {
  readonly venueId: Uuid | null;
  readonly types: readonly EventType[] | null;
  /** Recorded in `[from, to)`. */
  readonly from: Instant | null;
  readonly to: Instant | null;
  /** The first seq, in every log partition. */
  readonly fromSeq: number | null;
}

/**
 * Where the events go: back into a table, to whoever reads our output, to a topic, or into a shadow
 * of the tables that the log folds into, to be compared with them.
 */
export type ReplayTarget = 'telemetry' | 'stdout' | 'allocations' | `topic:${string}`;

/** A row of `replays`: what was asked, and how far it has come. */
export interface Replay {
  readonly id: Uuid;
  readonly target: ReplayTarget;
  readonly source: ReplayFrom;
  readonly filter: ReplayFilter;
  /** Only compares: there is nothing to apply. */
  readonly dryRun: boolean;
  /** `running` also after its process was killed, until it is resumed. */
  readonly state: ReplayState;
  /** By log partition: the seq before its first, the one it has come to, and its last. */
  readonly starts: ReadonlyMap<number, number>;
  readonly positions: ReadonlyMap<number, number>;
  readonly ends: ReadonlyMap<number, number>;
  /** Events delivered. */
  readonly events: number;
  /** What came of them: rows that were missing or repaired, lines printed, records published. */
  readonly written: number;
  /** To allocations, once compared: by table, what of the live ones is not what the log says. */
  readonly difference: readonly TableDifference[] | null;
  readonly error: string | null;
  readonly startedBy: string;
  readonly startedAt: Instant;
  readonly updatedAt: Instant;
}

/** How much of the log a replay has looked at, in events. */
export function progressOf({ starts, positions, ends }: Replay): { done: number; total: number } {
  const sum = (seqs: ReadonlyMap<number, number>) => [...seqs.values()].reduce((a, b) => a + b, 0);
  return { done: sum(positions) - sum(starts), total: sum(ends) - sum(starts) };
}

export type ReplayErrorCode =
  /** No replay has this id. */
  | 'REPLAY_NOT_FOUND'
  /** It is done, or it was stopped by somebody while this process ran it. */
  | 'REPLAY_NOT_RUNNING'
  /** Another process moved it meanwhile: two may not run the same replay. */
  | 'REPLAY_ELSEWHERE';

export class ReplayError extends Error {
  override readonly name = 'ReplayError';
  constructor(
    readonly code: ReplayErrorCode,
    message: string,
  ) {
    super(message);
  }
}
