import { afterAll, beforeAll, beforeEach, describe, expect, test } from '@jest/globals';
import { NO_READS, serviceDateAt, serviceDay, timelineOf, timelineReads } from '#allocation';
import type { Venue } from '#allocation';
import type { Command, CommandOutcome } from '#contracts';
import { createFloorReader, listDueStays, verifyLog, writeFlagDefaults } from '#postgres';
import type { FloorReader, WritePath } from '#postgres';
import { StayKeeper } from '../../apps/allocator/src/sweeper/stay-keeper.js';
import * as to from '../support/commands.js';
import type { TestDatabase } from '../support/database.js';
import { ENFORCING, VENUE_ID, idOf } from '../support/floor-plan.js';
import {
  PARTITIONS,
  createLogDatabase,
  emptyDatabase,
  writePathOn,
} from '../support/test-write-path.js';

const HOUR_MS = 3_600_000;
const house = to.configure({
  servicePeriods: [],
  overstay: { leadMinutes: 5, extendMinutes: 15, maxMinutes: 120 },
});

let database: TestDatabase;
let writePath: WritePath;
let floors: FloorReader;
let attempt = 0;

beforeAll(async () => {
  database = await createLogDatabase();
  writePath = writePathOn(database);
  floors = createFloorReader(database.pool, { partitions: PARTITIONS, flagDefaults: ENFORCING });
});
beforeEach(async () => {
  await writePath.drain();
  await emptyDatabase(database.pool);
  writePath = writePathOn(database);
});
afterAll(async () => {
  await writePath.drain();
  await database.drop();
});

async function submit(...commands: Command[]): Promise<CommandOutcome[]> {
  const outcomes: CommandOutcome[] = [];
  attempt++;
  for (const one of commands) {
    const command = to.sent(one, { correlationId: `${attempt}` });
    outcomes.push(await writePath.submit(command));
  }
  return outcomes;
}

function keeper(): StayKeeper {
  return new StayKeeper({
    commands: writePath,
    floors,
    dueStays: (limit, after) => listDueStays(database.pool, limit, after),
    onError: (error) => {
      throw error;
    },
  });
}

function hoursFromNow(hours: number): string {
  return new Date(Date.now() + hours * HOUR_MS).toISOString();
}

/** A party that came two hours ago, and should have left by then. */
function party(booking: string, table: string, left: number): Command[] {
  return [
    to.register(booking, { startsAt: hoursFromNow(-2), endsAt: hoursFromNow(left) }),
    to.assign(booking, table),
    to.setStatus(booking, 'seated'),
  ];
}

async function endOf(booking: string): Promise<number> {
  const { rows } = await database.pool.query<{ until: Date; claim: Date }>(
    `select t.end_at as until, upper(a."window") as claim
       from booking_table_assignments t
       join allocations a on a.booking_id = t.booking_id and a.resource_id = t.table_id
      where t.booking_id = $1`,
    [idOf(booking)],
  );
  expect(rows[0]!.until).toEqual(rows[0]!.claim);
  return rows[0]!.until.getTime();
}

async function commandsOf(type: string): Promise<number> {
  const { rows } = await database.pool.query(`select from commands where type = $1`, [type]);
  return rows.length;
}

describe('the keeper of stays', () => {
  test('keeps the table of guests whose time is up, and nothing is asked twice', async () => {
    await submit(house, ...party('B1', 'T3', -0.1));
    expect(await keeper().sweep()).toBe(1);
    expect(await endOf('B1')).toBeGreaterThan(Date.now());
    expect(await keeper().sweep()).toBe(0);
    expect(await commandsOf('ExtendStay')).toBe(1);
  });

  test('refuses the table to others meanwhile, however they ask', async () => {
    await writeFlagDefaults(database.pool, ENFORCING);
    await submit(house, ...party('B1', 'T3', -0.1));
    await keeper().sweep();
    await submit(to.register('B2', { startsAt: hoursFromNow(0), endsAt: hoursFromNow(2) }));
    const [outcome] = await submit(to.assign('B2', 'T3'));
    expect(outcome).toMatchObject({ rejection: { code: 'TABLE_CONFLICT' } });
    const bySql = database.pool.query('select * from assign_tables_atomic_v2($1, $2, $3)', [
      idOf('B2'),
      [idOf('T3')],
      'b2',
    ]);
    await expect(bySql).rejects.toMatchObject({ code: '23P01' });
  });

  test('tells once who is next, and asks no more', async () => {
    await submit(
      house,
      ...party('B1', 'T3', -0.1),
      to.register('B2', { startsAt: hoursFromNow(-0.1), endsAt: hoursFromNow(2) }),
      to.assign('B2', 'T3'),
    );
    expect(await keeper().sweep()).toBe(1);
    expect(await keeper().sweep()).toBe(0);
    const { rows } = await database.pool.query<{ data: object }>(
      `select data from events where type = 'OverstayObserved'`,
    );
    expect(rows).toMatchObject([
      { data: { bookingId: idOf('B1'), next: { bookingId: idOf('B2') } } },
    ]);
  });

  test('leaves those alone who are past the bound, or whose check-in is long ago', async () => {
    await submit(
      house,
      to.register('B1', { startsAt: hoursFromNow(-9), endsAt: hoursFromNow(-7) }),
    );
    await submit(to.assign('B1', 'T3'), to.setStatus('B1', 'checked_in'));
    expect(await listDueStays(database.pool, 10, null)).toEqual([]);
    await submit(...party('B2', 'T4', -0.1));
    const { rowCount } = await database.pool.query(
      `update bookings set updated_at = updated_at - interval '9 days', "window" = tstzrange(
         lower("window") - interval '9 days', upper("window") - interval '9 days') where booking_id = $1`,
      [idOf('B2')],
    );
    expect(rowCount).toBe(1);
    expect(await listDueStays(database.pool, 10, null)).toEqual([]);
  });

  test('pages through all of them', async () => {
    await submit(house, ...party('B1', 'T3', -0.1), ...party('B2', 'T4', -0.1));
    const [first, second] = [idOf('B1'), idOf('B2')].sort();
    expect(await listDueStays(database.pool, 1, null)).toMatchObject([{ bookingId: first }]);
    expect(await listDueStays(database.pool, 1, first!)).toMatchObject([{ bookingId: second }]);
    expect(await listDueStays(database.pool, 1, second!)).toEqual([]);
  });

  test('of two at once lengthens a stay once', async () => {
    await submit(house, ...party('B1', 'T3', -0.1));
    await Promise.all([keeper().sweep(), keeper().sweep()]);
    const { rows } = await database.pool.query(`select from events where type = 'StayExtended'`);
    expect(rows).toHaveLength(1);
  });

  test('leaves a log whose fold is the tables, joined tables kept each by itself', async () => {
    await submit(
      house,
      to.register('B1', { partySize: 4, startsAt: hoursFromNow(-2), endsAt: hoursFromNow(-0.1) }),
      to.assign('B1', ['T1', 'T2']),
      to.setStatus('B1', 'seated'),
      to.register('B2', { startsAt: hoursFromNow(0.1), endsAt: hoursFromNow(2) }),
      to.assign('B2', 'T2'),
    );
    await keeper().sweep();
    const { rows } = await database.pool.query(
      'select distinct end_at from booking_table_assignments where booking_id = $1',
      [idOf('B1')],
    );
    expect(rows).toHaveLength(2);
    await database.pool.query('select * from unassign_tables_atomic($1, $2)', [
      idOf('B1'),
      [idOf('T1')],
    ]);
    await submit(to.setStatus('B1', 'completed'), to.setStatus('B1', 'seated'));
    const { differences } = await verifyLog({ pool: database.pool, partitions: PARTITIONS });
    expect(differences).toEqual([]);
  });
});

test('guests who have left are read with the day that they sat on, and nobody else who has', async () => {
  const gone = (booking: string) => to.setStatus(booking, 'completed');
  await submit(house, ...party('B1', 'T3', 0.5), gone('B1'));
  await submit(to.register('B2', { startsAt: hoursFromNow(-2) }), gone('B2'));
  await submit(...party('B3', 'T4', 0.5), gone('B3'), ...party('B4', 'T5', 0.5));
  await database.pool.query('update bookings set ended_at = null where booking_id = $1', [
    idOf('B3'),
  ]);
  const dayOf = ({ clock, configuration: { policy } }: Venue, at: string) =>
    serviceDay(policy, clock, serviceDateAt(policy, clock, at));
  const { floor, now } = await floors.read(VENUE_ID, (known, at) =>
    known.venue && at ? timelineReads(known, dayOf(known.venue, at)) : NO_READS,
  );
  expect(floor.bookings.has(idOf('B2'))).toBe(false);
  expect(floor.bookings.has(idOf('B3'))).toBe(false);
  const { rows } = timelineOf(floor, floor.venue!, dayOf(floor.venue!, now), now);
  const past = rows.flatMap(({ segments }) => segments).filter((segment) => segment.past);
  expect(past).toMatchObject([{ bookingId: idOf('B1'), tables: [{ tableId: idOf('T3') }] }]);
});
