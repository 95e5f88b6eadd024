import type { Uuid, VenueSummary } from '#contracts';
import { sql } from '../sql.js';
import type { Queryable } from './queryable.js';

/** More than anybody chooses from; a token of its own venues sees those whatever else there is. */
const VENUES_MAX = 1_000;

interface Row {
  readonly venue_id: Uuid;
  readonly name: string;
  readonly time_zone: string;
  readonly tables: number;
}

/** The first thousand venues by name, of those in reach. */
export async function listVenues(
  pool: Queryable,
  reach: readonly Uuid[] | '*',
): Promise<readonly VenueSummary[]> {
  const values = [reach === '*' ? null : reach, VENUES_MAX];
  const { rows } = await pool.query<Row>(sql('list_venues'), values);
  return rows.map(({ venue_id: venueId, name, time_zone: timeZone, tables }) => ({
    venueId,
    name,
    timeZone,
    tables,
  }));
}
