import type { Reads } from '#allocation';
import { Floor } from '#allocation';
import type { Flags, Instant, Uuid } from '#contracts';
import { logPartitionOf } from '#contracts';
import type pg from 'pg';
import { CalendarStore } from '../calendar/calendar-store.js';
import { ONE_PICTURE, inTransaction } from '../transaction.js';
import { whenAvailable } from '../when-available.js';
import { BatchFloors, zonesOfVenues } from '../write-path/batch-floors.js';
import type { KnownVenues } from '../write-path/known-venues.js';
import { rememberVenue } from '../write-path/known-venues.js';
import type { FloorRows, OpenedBatch } from '../write-path/rows.js';
import { wantedOf } from '../write-path/wanted.js';

/** A venue as a decision would find it at one instant. `floor.contextVersion` names the instant. */
export interface FloorPicture {
  /** Covers what was asked for and nothing else (`floor.coverage`). */
  readonly floor: Floor;
  /** The database's clock, read with the picture: what has lapsed by now, blocks nobody. */
  readonly now: Instant;
}

/**
 * What a question needs to see, told from the floor as far as it was read: asked again after every
 * reading, until nothing is missing. It may ask for a booking, and then for its window. The time is
 * null while nothing was read.
 */
export type FloorNeeds = (floor: Floor, now: Instant | null) => Reads;

/**
 * Floors for questions: the pure rules of `#allocation` run on them as a batch runs them, read by
 * the same statements, in one snapshot, without taking a lock or writing anything.
 */
export interface FloorReader {
  /**
   * Fails with an UnavailableError while the database is away. A venue that is not configured is a
   * floor without a venue.
   */
  read(venueId: Uuid, needs: FloorNeeds): Promise<FloorPicture>;
}

export interface FloorReaderOptions {
  /** As fixed in the database. */
  readonly partitions: number;
  readonly flagDefaults: Flags;
  /** Over connections other than `pool`'s, which may all be reading; default: over those. */
  readonly calendar?: CalendarStore;
}

export function createFloorReader(pool: pg.Pool, options: FloorReaderOptions): FloorReader {
  const { partitions, flagDefaults } = options;
  const knownVenues: KnownVenues = new Map();
  const calendars = options.calendar ?? new CalendarStore(pool);
  const partitionOf = (venueId: Uuid): number => logPartitionOf(venueId, partitions);

  async function look(client: pg.PoolClient, venueId: Uuid, needs: FloorNeeds) {
    const known: KnownVenues = new Map();
    const venue = knownVenues.get(venueId);
    if (venue) known.set(venueId, venue);
    const sketch = new Floor(venueId, partitionOf(venueId), flagDefaults);
    sketch.venue = venue ?? null;
    const first = new Map([[venueId, [needs(sketch, null)]]]);
    const opened = await open(client, {
      ...wantedOf(first),
      commandIds: [],
      venues: [{ venueId, version: venue?.version ?? null }],
    });
    const calendar = await calendars.at(opened.calendar, zonesOfVenues(opened.venues, known));
    const floors = new BatchFloors(opened, partitionOf, known, flagDefaults, calendar);
    floors.absorb(opened.floors, first);
    const { floor } = floors.of(venueId);
    for (let round = 0; round < ROUNDS_MAX; round++) {
      const missing = floor.coverage.missing(needs(floor, opened.now));
      if (!missing) return { floor, now: opened.now };
      const more = new Map([[venueId, [missing]]]);
      floors.absorb(await readMore(client, wantedOf(more)), more);
    }
    // Ours to mend, and no reason to come back later as for a database that is away.
    throw new RangeError('a question keeps needing more of the floor');
  }

  return {
    async read(venueId, needs) {
      const looked = inTransaction(pool, (client) => look(client, venueId, needs), ONE_PICTURE);
      const picture = await whenAvailable(looked);
      rememberVenue(knownVenues, picture.floor);
      return picture;
    },
  };
}

/** A booking, its hold, what overlaps them, what else could be had: no question is deeper. */
const ROUNDS_MAX = 8;

async function open(client: pg.PoolClient, wanted: object): Promise<OpenedBatch> {
  const text = `select open_batch('{}', $1::jsonb) as answer`;
  return answer<OpenedBatch>(client, text, wanted);
}

async function readMore(client: pg.PoolClient, wanted: object): Promise<FloorRows> {
  return answer<FloorRows>(client, 'select read_floors($1::jsonb) as answer', wanted);
}

/** The statement is its own name: prepared once per connection. */
async function answer<T>(client: pg.PoolClient, text: string, wanted: object): Promise<T> {
  const values = [JSON.stringify(wanted)];
  const { rows } = await client.query<{ answer: T }>({ name: text, text, values });
  return rows[0]!.answer;
}
