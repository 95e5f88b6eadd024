import type { Instant, Uuid } from '#contracts';
import { sql } from '../sql.js';
import type { Queryable } from './queryable.js';

export interface ExpiredHold {
  readonly holdId: Uuid;
  readonly venueId: Uuid;
  readonly expiresAt: Instant;
}

/** Holds past their time by the database's clock, at most `limit`. */
export async function listExpiredHolds(
  pool: Queryable,
  limit: number,
): Promise<readonly ExpiredHold[]> {
  const { rows } = await pool.query<{ id: Uuid; venue_id: Uuid; expires_at: Date }>(
    sql('list_expired_holds'),
    [limit],
  );
  return rows.map((row) => ({
    holdId: row.id,
    venueId: row.venue_id,
    expiresAt: row.expires_at.toISOString(),
  }));
}
