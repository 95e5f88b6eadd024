import type { Uuid, VenueView } from '#contracts';
import { sql } from '../sql.js';
import type { Queryable } from './queryable.js';

interface Row {
  readonly venue_id: Uuid;
  readonly name: string;
  readonly time_zone: string;
  readonly resource_type: string;
  readonly policy: VenueView['policy'];
  readonly version: number;
  readonly updated_at: Date;
  readonly tables: VenueView['tables'];
  readonly adjacencies: VenueView['adjacencies'];
}

export async function findVenue(pool: Queryable, venueId: Uuid): Promise<VenueView | null> {
  const { rows } = await pool.query<Row>(sql('find_venue'), [venueId]);
  const row = rows[0];
  if (row === undefined) return null;
  return {
    venueId: row.venue_id,
    name: row.name,
    timeZone: row.time_zone,
    resourceType: row.resource_type,
    tables: row.tables,
    adjacencies: row.adjacencies,
    policy: row.policy,
    version: row.version,
    updatedAt: row.updated_at.toISOString(),
  };
}
