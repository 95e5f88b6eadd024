import type { Queryable } from '../queries/queryable.js';
import { sql } from '../sql.js';
import { nodeZoneData, nodeZoneVersion } from './node-zone.js';

/**
 * Sees to it that `time_zones` has these: by PostgreSQL's data, and by this Node's where PostgreSQL
 * has no zone of that name (a server without the names of old, for a venue that has one). Answers
 * those that neither knows.
 */
export async function takeZones(
  database: Queryable,
  names: readonly string[],
): Promise<readonly string[]> {
  const unknown: string[] = [];
  for (const name of names) {
    const { rows } = await database.query<{ taken: boolean }>(
      'select take_time_zone($1) as taken',
      [name],
    );
    if (!rows[0]!.taken && !(await takeFromNode(database, name))) unknown.push(name);
  }
  return unknown;
}

/** The same for every zone that a venue has. */
export async function takeVenueZones(database: Queryable): Promise<readonly string[]> {
  const { rows } = await database.query<{ name: string }>(sql('venue_zones'));
  return takeZones(
    database,
    rows.map(({ name }) => name),
  );
}

async function takeFromNode(database: Queryable, name: string): Promise<boolean> {
  const data = await nodeZoneData(name);
  if (data === null) return false;
  const { fromSeconds, offsetSeconds } = data;
  const from = ['node', nodeZoneVersion(), 'allocator', 'PostgreSQL has no zone of this name'];
  await database.query(sql('write_time_zone'), [
    name,
    fromSeconds,
    offsetSeconds,
    'unknown',
    ...from,
  ]);
  return true;
}
