import type { CommandOutcome, Uuid } from '#contracts';
import { sql } from '../sql.js';
import type { Queryable } from './queryable.js';

/** The stored outcome of a command and the venue it was for; null when the id is not known. */
export async function findOutcome(
  pool: Queryable,
  commandId: Uuid,
): Promise<{ venueId: Uuid; outcome: CommandOutcome } | null> {
  const { rows } = await pool.query<{ venue_id: Uuid; outcome: CommandOutcome }>(
    sql('find_outcome'),
    [commandId],
  );
  const row = rows[0];
  return row === undefined ? null : { venueId: row.venue_id, outcome: row.outcome };
}
