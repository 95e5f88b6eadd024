import type { Instant, Uuid } from '#contracts';
import { sql } from '../sql.js';
import type { Queryable } from './queryable.js';

/** A flip that is in force: for one venue, or for all when `venueId` is null. */
export interface FlagOverride {
  readonly flag: string;
  readonly venueId: Uuid | null;
  readonly value: boolean;
  readonly reason: string;
  readonly setBy: string;
  readonly setAt: Instant;
}

interface Row {
  readonly flag: string;
  readonly venue_id: Uuid | null;
  readonly value: boolean;
  readonly reason: string;
  readonly set_by: string;
  readonly set_at: Date;
}

export async function listFlagOverrides(
  pool: Queryable,
  venueId: Uuid | null,
): Promise<readonly FlagOverride[]> {
  const { rows } = await pool.query<Row>(sql('list_flag_overrides'), [venueId]);
  return rows.map((row) => ({
    flag: row.flag,
    venueId: row.venue_id,
    value: row.value,
    reason: row.reason,
    setBy: row.set_by,
    setAt: row.set_at.toISOString(),
  }));
}
