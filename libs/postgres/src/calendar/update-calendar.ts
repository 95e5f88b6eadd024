import type { Instant } from '#contracts';
import { noteOperation } from '../observability-rows.js';
import type { Queryable } from '../queries/queryable.js';
import { sql } from '../sql.js';
import { firstDifference, readZonesInUse } from './compare-calendar.js';
import type { ZoneInUse } from './compare-calendar.js';
import { inFreshSession } from './fresh-session.js';
import { nodeDifference, nodeZoneData, nodeZoneVersion } from './node-zone.js';
import type { ZoneData } from './node-zone.js';

const CHANGES_LISTED_MAX = 100;

/** A zone in use, and what each side's data say of it. */
export interface ComparedZone extends Pick<
  ZoneInUse,
  'name' | 'source' | 'sourceVersion' | 'refusal'
> {
  /** `agrees`, `does not know it`, or `differs from <instant> on`. */
  readonly postgresql: string;
  readonly node: string;
  readonly agrees: boolean;
}

export interface ZoneChange {
  readonly name: string;
  readonly changedAt: Instant;
  readonly changedBy: string;
  readonly reason: string | null;
  readonly source: 'postgresql' | 'node';
  readonly sourceVersion: string;
}

export interface ZoneUpdate {
  readonly zone: string;
  /** Whose data everybody is to decide by. */
  readonly from: 'postgresql' | 'node';
  readonly by: string;
  readonly reason: string;
}

/** Holds the zones in use against the zone data of PostgreSQL and of this Node. */
export async function compareZones(databaseUrl: string): Promise<readonly ComparedZone[]> {
  const compared: ComparedZone[] = [];
  for (const zone of await readZonesInUse(databaseUrl)) {
    const { name, source, sourceVersion, refusal } = zone;
    const postgresql = said(zone.postgres ? firstDifference(zone, zone.postgres) : 'unknown');
    const node = said(await nodeDifference(name, zone));
    const agrees = postgresql === AGREES && node === AGREES && refusal === null;
    compared.push({ name, source, sourceVersion, refusal, postgresql, node, agrees });
  }
  return compared;
}

/**
 * Has everybody decide by one side's data of a zone that venues have or had. PostgreSQL's are read
 * over a connection of their own, since a session keeps them as it first read them.
 */
export async function updateTimeZone(
  databaseUrl: string,
  database: Queryable,
  { zone, from, by, reason }: ZoneUpdate,
): Promise<'changed' | 'same' | 'unknown'> {
  const now = await zoneNow(databaseUrl, zone);
  if (now === null) return 'unknown';
  const data = from === 'postgresql' ? now.postgres : await nodeZoneData(zone);
  if (data === null) return 'unknown';
  const version = from === 'postgresql' ? now.version : nodeZoneVersion();
  const { rows } = await database.query<{ changed: boolean }>(sql('write_time_zone'), [
    zone,
    data.fromSeconds,
    data.offsetSeconds,
    now.refusal,
    from,
    version,
    by,
    reason,
  ]);
  if (!rows[0]!.changed) return 'same';
  await noteOperation(database, 'calendar.updated', null, { zone, from, version, by, reason });
  return 'changed';
}

/** The last hundred, the latest first. */
export async function listZoneChanges(database: Queryable): Promise<readonly ZoneChange[]> {
  const { rows } = await database.query<ZoneChange>(sql('list_zone_changes'), [CHANGES_LISTED_MAX]);
  return rows;
}

interface ZoneNow {
  readonly refusal: string | null;
  readonly version: string;
  readonly postgres: ZoneData | null;
}

function zoneNow(databaseUrl: string, zone: string): Promise<ZoneNow | null> {
  return inFreshSession(databaseUrl, async (client) => {
    const { rows } = await client.query<{
      refusal: string | null;
      version: string;
      fromSeconds: readonly string[] | null;
      offsetSeconds: readonly number[];
    }>(sql('zone_now'), [zone]);
    if (rows.length === 0) return null;
    const { refusal, version, fromSeconds, offsetSeconds } = rows[0]!;
    const postgres = fromSeconds && { fromSeconds: fromSeconds.map(Number), offsetSeconds };
    return { refusal, version, postgres };
  });
}

const AGREES = 'agrees';

function said(first: number | 'unknown' | null): string {
  if (first === null) return AGREES;
  if (first === 'unknown') return 'does not know it';
  return `differs from ${new Date(first * 1_000).toISOString()} on`;
}
