import type { Uuid } from '#contracts';
import { sql } from '../sql.js';
import type { Queryable } from './queryable.js';

export interface DueStay {
  readonly bookingId: Uuid;
  readonly venueId: Uuid;
}

/**
 * Guests who are here and whose tables end soon or have ended, by booking id: at most `limit` after
 * `after`.
 */
export async function listDueStays(
  pool: Queryable,
  limit: number,
  after: Uuid | null,
): Promise<readonly DueStay[]> {
  const { rows } = await pool.query<{ booking_id: Uuid; venue_id: Uuid }>(sql('list_due_stays'), [
    limit,
    after,
  ]);
  return rows.map((row) => ({ bookingId: row.booking_id, venueId: row.venue_id }));
}
