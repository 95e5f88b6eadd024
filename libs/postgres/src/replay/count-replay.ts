import type { Queryable } from '../queries/queryable.js';
import type { ReplayFilter } from './replay.js';
import { ReplaySource } from './replay-source.js';
import { replaySpan } from './replays.js';
import type { ReplaySpan } from './replays.js';

/** A replay that is only counted: what it would deliver now. */
export interface ReplayCounted {
  readonly events: number;
  /** By type. */
  readonly types: { readonly [type: string]: number };
}

export interface CountedReplay {
  readonly filter: ReplayFilter;
  /** Whose parked events are left out; null: none are. */
  readonly projection: string | null;
  /** Absent: up to the present end of the log. */
  readonly span?: ReplaySpan;
}

export async function countReplay(
  pool: Queryable,
  partitions: number,
  { filter, projection, span }: CountedReplay,
): Promise<ReplayCounted> {
  const within = span ?? (await replaySpan(pool, partitions, filter));
  const types = await new ReplaySource(pool, filter, projection).count(within);
  const events = [...types.values()].reduce((sum, n) => sum + n, 0);
  return { events, types: Object.fromEntries(types) };
}
