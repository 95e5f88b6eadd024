import type { Instant } from '#contracts';
import type { Queryable } from '../queries/queryable.js';
import { sql } from '../sql.js';
import { inFreshSession } from './fresh-session.js';
import { nodeDifference, nodeZoneVersion } from './node-zone.js';
import type { ZoneData } from './node-zone.js';

/** Something about a zone that venues have which people should know. */
export interface ZoneFault {
  readonly name: string;
  /** Whose data show something else than what decides; null: the name itself is at fault. */
  readonly side: string | null;
  /** From when on; null: the side has no zone of that name. */
  readonly firstAt: Instant | null;
  readonly refusal: 'abbreviation' | 'unknown' | null;
}

/** A zone in use: what decides, and what PostgreSQL's data say now. */
export interface ZoneInUse extends ZoneData {
  readonly name: string;
  readonly refusal: ZoneFault['refusal'];
  readonly source: 'postgresql' | 'node';
  readonly sourceVersion: string;
  readonly postgres: ZoneData | null;
}

interface Row extends Omit<ZoneInUse, 'postgres' | keyof ZoneData> {
  readonly fromSeconds: readonly string[];
  readonly offsetSeconds: readonly number[];
  readonly postgresFrom: readonly string[] | null;
  readonly postgresOffsets: readonly number[] | null;
}

/** The zones that venues have, and what PostgreSQL knows of them now. */
export function readZonesInUse(databaseUrl: string): Promise<readonly ZoneInUse[]> {
  return inFreshSession(databaseUrl, async (client) => {
    const { rows } = await client.query<Row>(sql('zones_in_use'));
    return rows.map(({ fromSeconds, postgresFrom, postgresOffsets, ...zone }) => ({
      ...zone,
      fromSeconds: fromSeconds.map(Number),
      postgres: postgresFrom && {
        fromSeconds: postgresFrom.map(Number),
        offsetSeconds: postgresOffsets!,
      },
    }));
  });
}

/** The first second from which on two clocks show different times, or null. */
export function firstDifference(one: ZoneData, other: ZoneData): number | null {
  const changes = [...new Set([...one.fromSeconds, ...other.fromSeconds])].sort((a, b) => a - b);
  return changes.find((second) => offsetAt(one, second) !== offsetAt(other, second)) ?? null;
}

/** Compares what decides with PostgreSQL's data and with this Node's, and leaves what it found. */
export class CalendarComparison {
  /** What this Node was found to say, by zone: its own data do not change while it runs. */
  private readonly known = new Map<string, { clock: string; found: number | 'unknown' | null }>();

  constructor(
    private readonly databaseUrl: string,
    private readonly database: Queryable,
  ) {}

  async compare(): Promise<readonly ZoneFault[]> {
    const zones = await readZonesInUse(this.databaseUrl);
    const postgres = zones.map((zone): [string, number | 'unknown' | null] => [
      zone.name,
      zone.postgres ? firstDifference(zone, zone.postgres) : 'unknown',
    ]);
    await this.note('postgresql', postgres);
    const node: [string, number | 'unknown' | null][] = [];
    for (const zone of zones) node.push([zone.name, await this.ofNode(zone)]);
    await this.note(`node ${nodeZoneVersion()}`, node);
    return readZoneFaults(this.database);
  }

  private async ofNode(zone: ZoneInUse): Promise<number | 'unknown' | null> {
    const clock = JSON.stringify([zone.fromSeconds, zone.offsetSeconds]);
    const known = this.known.get(zone.name);
    if (known?.clock === clock) return known.found;
    const found = await nodeDifference(zone.name, zone);
    this.known.set(zone.name, { clock, found });
    return found;
  }

  private async note(
    side: string,
    found: readonly [string, number | 'unknown' | null][],
  ): Promise<void> {
    const differing = found.filter(([, first]) => first !== null);
    await this.database.query(sql('note_zone_differences'), [
      side,
      differing.map(([name]) => name),
      differing.map(([, first]) => (first === 'unknown' ? null : Number(first) * 1_000)),
    ]);
  }
}

/** What was found last, by whichever process. */
export async function readZoneFaults(database: Queryable): Promise<readonly ZoneFault[]> {
  const { rows } = await database.query<ZoneFault>(sql('read_zone_differences'));
  return rows;
}

function offsetAt({ fromSeconds, offsetSeconds }: ZoneData, second: number): number {
  let at = 0;
  while (at + 1 < fromSeconds.length && fromSeconds[at + 1]! <= second) at++;
  return offsetSeconds[at]!;
}
