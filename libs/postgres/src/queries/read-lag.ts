import type { Instant } from '#contracts';
import { sql } from '../sql.js';
import type { Queryable } from './queryable.js';

/** How far one reader of the log is behind it. */
export interface ReaderLag {
  /** `relay`, or the projection's name. */
  readonly reader: string;
  /** Events recorded that it has not read. */
  readonly events: number;
  /** Log partitions in which there are any. */
  readonly partitions: number;
  /** When the oldest of them was recorded; null when it has read everything. */
  readonly waitingSince: Instant | null;
  /**
   * How long that is ago by the database's clock; 0 when it has read everything, and where
   * {@link ahead} alone is to be read.
   */
  readonly waitingSeconds: number;
  /** Where the database's clock went back and cannot tell how long the next event waits. */
  readonly ahead: readonly UnreadAhead[];
}

/** A log partition whose next event, for this reader, is dated ahead of the database's clock. */
export interface UnreadAhead {
  readonly reader: string;
  readonly partition: number;
  /** The last seq it has read, and the last one there is. */
  readonly cursor: number;
  readonly head: number;
}

interface Row {
  readonly reader: string;
  readonly events: number;
  readonly partitions: number;
  readonly waiting_since: Date | null;
  readonly waiting_seconds: number;
  readonly ahead: readonly UnreadAhead[];
}

/** The lag of all readers that have ever read. */
export async function readLag(
  queryable: Queryable,
  partitions: number,
): Promise<readonly ReaderLag[]> {
  const { rows } = await queryable.query<Row>(sql('read_lag'), [partitions]);
  return rows.map(({ waiting_since: since, waiting_seconds: waitingSeconds, ...lag }) => ({
    ...lag,
    waitingSince: since?.toISOString() ?? null,
    waitingSeconds,
  }));
}
