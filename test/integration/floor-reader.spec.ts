import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { alternativeReads, decide, evaluate, findAlternatives, readsOf } from '#allocation';
import type { Floor, Reads } from '#allocation';
import { NO_READS } from '#allocation';
import type { Command, CommandOutcome } from '#contracts';
import { logPartitionOf } from '#contracts';
import { CalendarStore, createFloorReader } from '#postgres';
import type { FloorReader, WritePath } from '#postgres';
import type pg from 'pg';
import * as to from '../support/commands.js';
import type { TestDatabase } from '../support/database.js';
import { ENFORCING, VENUE_ID, idOf } from '../support/floor-plan.js';
import { PARTITIONS, createLogDatabase, writePathOn } from '../support/test-write-path.js';

let database: TestDatabase;
let writePath: WritePath;
let reader: FloorReader;

const options = { partitions: PARTITIONS, flagDefaults: ENFORCING };

beforeAll(async () => {
  database = await createLogDatabase();
  writePath = writePathOn(database);
  reader = createFloorReader(database.pool, options);
  await submit(to.configure());
  await submit(to.register('B1'), to.assign('B1', 'T1'));
  await submit(to.register('B2'), to.hold('H2', 'B2', 'T2'));
  await submit(to.register('B3', { partySize: 4 }), to.block('K3', 'T3', TONIGHT, 'wobbles'));
});
afterAll(async () => {
  await writePath.drain();
  await database.drop();
});

const TONIGHT = { start: '2026-11-27T18:00:00.000Z', end: '2026-11-27T23:00:00.000Z' };

async function submit(...commands: Command[]): Promise<CommandOutcome[]> {
  return Promise.all(commands.map((command) => writePath.submit(command)));
}

/** Everything in a booking's window. */
function around(booking: string): (floor: Floor) => Reads {
  const bookingId = idOf(booking);
  return () => ({
    ...NO_READS,
    bookings: [bookingId],
    bookingSpans: [{ bookingId, tableIds: null }],
  });
}

test('a picture has the booking, who is in its window, and the version it is of', async () => {
  const { floor, now } = await reader.read(VENUE_ID, around('B3'));
  expect(floor.venue?.configuration.name).toBe('The Specimen');
  expect(floor.bookings.get(idOf('B3'))).toMatchObject({ partySize: 4 });
  const claims = [...floor.claims.all.values()].map((claim) => claim.kind).sort();
  expect(claims).toEqual(['assignment', 'block', 'hold']);
  expect(floor.holds.get(idOf('H2'))!.expiresAt > now).toBe(true);
  const [registered] = await submit(to.register('B4'));
  const { floor: later } = await reader.read(VENUE_ID, around('B3'));
  expect([floor.contextVersion, later.contextVersion]).toEqual([
    `${logPartitionOf(VENUE_ID, PARTITIONS)}:${floor.contextSeq}`,
    registered!.contextVersion,
  ]);
});

test('the rules run on it as they do in a batch', async () => {
  const taken = to.assign('B3', ['T1', 'T2', 'T3']);
  const { floor, now } = await reader.read(VENUE_ID, (known, at) => readsOf(known, taken, at));
  const decision = decide(floor, taken, now);
  const [outcome] = await submit(taken);
  if (decision.kind === 'accepted') throw new Error('it was to be refused');
  const { blockers, alternatives: _found, ...told } = decision.rejection;
  const { blockers: stored, alternatives, ...answered } = outcome!.rejection!;
  // Seconds left differ by the time between the two.
  const still = (blocker: object) => ({ ...blocker, secondsLeft: null });
  expect(told.checks.map(({ id, status }) => [id, status])).toEqual(
    answered.checks.map(({ id, status }) => [id, status]),
  );
  expect(blockers.map(still)).toEqual(stored.map(still));

  const wish = decision.wish!;
  const wider = await reader.read(VENUE_ID, () => alternativeReads(wish));
  const found = findAlternatives(wider.floor, wider.floor.venue!, wish, wider.now, true);
  expect(found).toEqual(alternatives);
});

test('a need that shows only after a reading is read, too', async () => {
  // The hold's booking is not known before the hold is.
  const { floor, now } = await reader.read(VENUE_ID, (known) => {
    const hold = known.holds.get(idOf('H2'));
    const bookings = hold?.bookingId ? [hold.bookingId] : [];
    const spans = bookings.flatMap((id) => {
      const window = known.bookings.get(id)?.window;
      return window ? [{ tableIds: null, window }] : [];
    });
    return { ...NO_READS, holds: [idOf('H2')], bookings, spans };
  });
  const booking = floor.bookings.get(idOf('B2'))!;
  const own = { bookingIds: [booking.bookingId], holdIds: [] };
  const proposal = { tableIds: [idOf('T2')], window: booking.window, partySize: 2, own };
  expect(evaluate(floor, floor.venue!, proposal, now, true).blockers).toEqual([]);
  const other = { ...proposal, own: { bookingIds: [], holdIds: [] } };
  expect(evaluate(floor, floor.venue!, other, now, true).blockers).toMatchObject([
    { kind: 'hold', bookingId: idOf('B2'), owner: 'sam' },
  ]);
});

describe('a reading', () => {
  test('waits for nobody: not for a batch that has the lock', async () => {
    const locker = await database.pool.connect();
    try {
      await locker.query('begin');
      const partition = logPartitionOf(VENUE_ID, PARTITIONS);
      await locker.query('select lock_partition($1)', [partition]);
      const { floor } = await reader.read(VENUE_ID, around('B1'));
      expect(floor.assignments.get(idOf('B1'))?.tableIds).toEqual([idOf('T1')]);
    } finally {
      await locker.query('rollback');
      locker.release();
    }
  });

  test('is of one instant, whatever is committed between its statements', async () => {
    const meddling = between(async () => {
      await submit(to.assign('B4', 'P1'));
    });
    const { floor } = await createFloorReader(meddling, {
      ...options,
      calendar: new CalendarStore(database.pool),
    }).read(VENUE_ID, (known) => {
      const seen = known.bookings.has(idOf('B1'));
      const again = seen ? around('B4')(known) : NO_READS;
      return { ...again, bookings: [idOf('B1'), ...again.bookings] };
    });
    expect(floor.assignments.has(idOf('B4'))).toBe(false);
    const { floor: after } = await reader.read(VENUE_ID, around('B4'));
    expect(after.assignments.has(idOf('B4'))).toBe(true);
    expect(after.contextSeq).toBeGreaterThan(floor.contextSeq);
  });

  test('can write nothing', async () => {
    const clients: string[] = [];
    const asking = between(async (client) => {
      const { rows } = await client.query<{ answer: string }>(
        `select current_setting('transaction_read_only') || ' ' ||
                current_setting('transaction_isolation') as answer`,
      );
      clients.push(rows[0]!.answer);
    });
    const needs = (known: Floor): Reads =>
      known.bookings.has(idOf('B1'))
        ? { ...NO_READS, bookings: [idOf('B1'), idOf('B2')] }
        : { ...NO_READS, bookings: [idOf('B1')] };
    await createFloorReader(asking, {
      ...options,
      calendar: new CalendarStore(database.pool),
    }).read(VENUE_ID, needs);
    expect(clients).toEqual(['on repeatable read']);
  });

  test('of a venue that is not there is a floor without one', async () => {
    const { floor } = await reader.read(idOf('nowhere'), () => NO_READS);
    expect([floor.venue, floor.contextVersion]).toEqual([null, null]);
  });

  test('that never has enough fails', async () => {
    let asked = 0;
    const needs = (): Reads => ({ ...NO_READS, bookings: [idOf(`never ${asked++}`)] });
    await expect(reader.read(VENUE_ID, needs)).rejects.toThrow(RangeError);
  });
});

/** The pool, with something done on the connection between a reading's first statement and next. */
function between(meddle: (client: pg.PoolClient) => Promise<void>): pg.Pool {
  const connect = async (): Promise<object> => {
    const client = await database.pool.connect();
    const query = client.query.bind(client) as (sent: unknown) => Promise<unknown>;
    return {
      release: (broken?: Error) => client.release(broken),
      query: async (sent: unknown) => {
        const text = typeof sent === 'string' ? sent : (sent as { text: string }).text;
        if (text.includes('read_floors')) await meddle(client);
        return query(sent);
      },
    };
  };
  return { connect } as unknown as pg.Pool;
}
