import pg from 'pg';
import type { ZoneClock, ZoneRefusal } from '#allocation';
import { Calendar } from '#allocation';
import type { Queryable } from '../queries/queryable.js';
import { createPool } from '../pool.js';
import { sql } from '../sql.js';
import { ConnectionLostError } from '../connection-lost.js';
import { nodeKnows } from './node-zone.js';
import { takeZones } from './take-zones.js';
import { zoneInstead } from './zone-hints.js';

interface StoredZone {
  readonly name: string;
  readonly refusal: ZoneRefusal['reason'] | null;
  readonly from: readonly number[];
  readonly offsets: readonly number[];
}

interface StoredCalendar {
  readonly version: number;
  readonly zones: readonly StoredZone[];
}

/** For a {@link CalendarStore}; connects only when something is to be read or taken. */
export function createCalendarPool(databaseUrl: string): pg.Pool {
  return createPool(databaseUrl, {
    max: 1,
    applicationName: 'allocator calendar',
    // Commands wait for it.
    statementTimeoutMs: 5_000,
  });
}

/**
 * The calendar as the database has it, read again only when its version has moved. Whoever decides
 * tells the version that it found in its own transaction, so that no process goes on by old clocks.
 */
export class CalendarStore {
  private current = Calendar.none;
  private reading: Promise<Calendar> | null = null;
  /** Zones of venues that neither side knows, as of the current version: not asked for again. */
  private lacking = new Set<string>();

  private readonly database: Queryable;

  /** Fails with the database's error, or with a ConnectionLostError. */
  constructor(database: Queryable) {
    this.database = { query: lostOr(database) };
  }

  /** The calendar of a transaction that found `version`, with the zones of its venues. */
  async at(version: number, venueZones: readonly string[]): Promise<Calendar> {
    if (this.current.version !== version) await this.read();
    const lacks = (name: string): boolean => !this.current.has(name) && !this.lacking.has(name);
    if (!venueZones.some(lacks)) return this.current;
    const unknown = await takeZones(this.database, venueZones.filter(lacks));
    await this.read();
    for (const name of unknown) this.lacking.add(name);
    return this.current;
  }

  /**
   * Finds out whether venues may be given zones, before a decision is taken: those that may are in
   * the calendar then, and for the others it is answered why not.
   */
  async consider(names: readonly string[]): Promise<ReadonlyMap<string, ZoneRefusal>> {
    const refusals = new Map<string, ZoneRefusal>();
    const isNew = (name: string): boolean => !this.current.has(name);
    if (!names.some(isNew)) return refusals;
    await this.read();
    for (const name of [...new Set(names)].filter(isNew)) {
      const refusal = await this.refusalOf(name);
      if (refusal === null) await takeZones(this.database, [name]);
      else refusals.set(name, refusal);
    }
    return refusals;
  }

  private async refusalOf(name: string): Promise<ZoneRefusal | null> {
    // Whatever is sent is asked of ourselves first: PostgreSQL reads all its files to answer.
    if (!nodeKnows(name)) return { reason: 'unknown', instead: zoneInstead(name, null) };
    const { rows } = await this.database.query<{
      refusal: ZoneRefusal['reason'] | null;
      spelled: string | null;
    }>(sql('find_time_zone'), [name]);
    const { refusal, spelled } = rows[0]!;
    return refusal === null ? null : { reason: refusal, instead: zoneInstead(name, spelled) };
  }

  /** One at a time: who asks meanwhile may have found a later version, and reads again. */
  private async read(): Promise<Calendar> {
    while (this.reading) await this.reading.catch(() => undefined);
    this.reading = this.readNow();
    try {
      return await this.reading;
    } finally {
      this.reading = null;
    }
  }

  private async readNow(): Promise<Calendar> {
    const { rows } = await this.database.query<{ answer: StoredCalendar }>(sql('read_calendar'));
    const { version, zones } = rows[0]!.answer;
    if (version !== this.current.version) this.lacking.clear();
    this.current = new Calendar(
      version,
      new Map(zones.map((zone) => [zone.name, clockOf(zone)])),
      new Map(zones.flatMap((zone) => storedRefusal(zone))),
    );
    return this.current;
  }
}

function lostOr(database: Queryable): Queryable['query'] {
  const query = async (text: string, values?: unknown[]) => {
    try {
      return await database.query(text, values);
    } catch (cause) {
      throw cause instanceof pg.DatabaseError ? cause : new ConnectionLostError({ cause });
    }
  };
  return query as Queryable['query'];
}

function clockOf({ name, from, offsets }: StoredZone): ZoneClock {
  return {
    timeZone: name,
    fromMs: from.map((seconds) => seconds * 1_000),
    offsetsMs: offsets.map((seconds) => seconds * 1_000),
  };
}

function storedRefusal({ name, refusal }: StoredZone): [string, ZoneRefusal][] {
  return refusal === null ? [] : [[name, { reason: refusal, instead: zoneInstead(name, null) }]];
}
