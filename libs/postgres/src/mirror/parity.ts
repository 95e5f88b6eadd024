import type { Instant, Uuid } from '#contracts';
import type { Queryable } from '../queries/queryable.js';
import { sql } from '../sql.js';

/** A row of `allocations` that is not what the mirror has. */
export interface MirrorDifference {
  readonly id: Uuid;
  readonly venueId: Uuid;
  /** What is wrong with the live row. */
  readonly change: 'missing' | 'extra' | 'changed';
  readonly foundAt: Instant;
}

/** Whether the live allocations are what the event stream says, as far as was looked. */
export interface Parity {
  /**
   * `unknown`: not all rows could be compared for a minute or more, because the mirror is behind,
   * has parked a venue, or nobody looks; or the clock went back since they were.
   */
  readonly state: 'equal' | 'different' | 'unknown';
  /** Rows that differ; from {@link DIFFERENCES_MAX} on there may be more. */
  readonly differences: number;
  readonly first: MirrorDifference | null;
  /**
   * Every row was compared at this instant or later; null: no pass over all rows has ended since
   * the clock last went back.
   */
  readonly comparedSince: Instant | null;
  /** Seconds since {@link comparedSince}; null with it. */
  readonly ageSeconds: number | null;
}

export const DIFFERENCES_MAX = 1_000;
const UNKNOWN_AFTER_MS = 60_000;
/** A pass over many rows takes long: it may be out of date by some of them. */
const PASSES_MISSED_MAX = 3;

interface Row {
  readonly passed_from: Date | null;
  readonly passed_to: Date | null;
  readonly now: Date;
  readonly differences: number;
  readonly undecided_since: Date | null;
  readonly first: MirrorDifference | null;
}

/** What is known now, whichever process looked. */
export async function readParity(queryable: Queryable): Promise<Parity> {
  const { rows } = await queryable.query<Row>(sql('read_parity'));
  const { now, passed_from: from, differences, first } = rows[0]!;
  const since = from !== null && from > now ? null : from;
  return {
    state: stateOf(rows[0]!),
    differences,
    first,
    comparedSince: since?.toISOString() ?? null,
    ageSeconds: since === null ? null : (now.getTime() - since.getTime()) / 1_000,
  };
}

function stateOf(row: Row): Parity['state'] {
  if (row.differences > 0) return 'different';
  const { passed_from: from, passed_to: to, undecided_since: undecided } = row;
  if (from === null || to === null) return 'unknown';
  const passMs = to.getTime() - from.getTime();
  const isLate = isPast(row.now, from, Math.max(UNKNOWN_AFTER_MS, passMs * PASSES_MISSED_MAX));
  const isStuck = undecided !== null && isPast(row.now, undecided, UNKNOWN_AFTER_MS);
  return isLate || isStuck ? 'unknown' : 'equal';
}

/** Longer ago than that; or nobody knows how long, because the clock went back. */
function isPast(now: Date, then: Date, afterMs: number): boolean {
  const agoMs = now.getTime() - then.getTime();
  return agoMs < 0 || agoMs > afterMs;
}
