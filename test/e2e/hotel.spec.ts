import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import type { Command, CommandOutcome } from '#contracts';
import { WritePath, fixLogPartitions, verifyLog } from '#postgres';
import { enforcing } from '../support/enforcing.js';
import { createDatabase } from '../support/database.js';
import type { TestDatabase } from '../support/database.js';
import { hotelCommands, venueIdOf } from '../support/hotel-commands.js';
import { submitInOrder } from '../support/submit-in-order.js';

/** The commands of one venue keep their order whatever is in flight, so the decisions are fixed. */
const IN_FLIGHT_MAX = 512;
/**
 * 21,996 bookings. A refusal is a room type that was full, or a party larger than any of its rooms.
 */
const DECISIONS: Readonly<Record<string, number>> = {
  'city ConfigureVenue accepted': 1,
  'city RegisterBooking accepted': 13_682,
  'city AssignBest accepted': 11_946,
  'city AssignBest NO_TABLES_FIT': 1_736,
  'city SetBookingStatus accepted': 13_682,
  'resort ConfigureVenue accepted': 1,
  'resort RegisterBooking accepted': 8_314,
  'resort AssignBest accepted': 7_020,
  'resort AssignBest NO_TABLES_FIT': 1_294,
  'resort SetBookingStatus accepted': 8_314,
};

describe("half a year of two hotels' real bookings", () => {
  let database: TestDatabase;
  let partitions: number;
  let writePath: WritePath;
  const stream = hotelCommands();
  const tally: Record<string, number> = {};

  beforeAll(async () => {
    database = await createDatabase();
    partitions = await fixLogPartitions(database.pool, 32);
    const { databaseUrl } = database;
    const flagDefaults = enforcing;
    writePath = new WritePath({ databaseUrl, partitions, lanes: 4, batchMax: 256, flagDefaults });
  });
  afterAll(async () => {
    await writePath.drain();
    await database.drop();
  });

  const city = venueIdOf('city');
  const count = (command: Command, outcome: CommandOutcome): void => {
    const hotel = command.venueId === city ? 'city' : 'resort';
    const end = outcome.status === 'accepted' ? 'accepted' : outcome.rejection!.code;
    const key = `${hotel} ${command.type} ${end}`;
    tally[key] = (tally[key] ?? 0) + 1;
  };
  const first = async <T extends object>(text: string): Promise<T> =>
    (await database.pool.query<T>(text)).rows[0]!;

  test('in the middle of it, thousands of rooms are claimed and no two claims overlap', async () => {
    await submitInOrder(writePath, take(stream, 33_000), IN_FLIGHT_MAX, count);
    const { claims, overlaps } = await first<{ claims: number; overlaps: number }>(`
        select (select count(*) from allocations where not shadow) as claims,
               (select count(*) from allocations a join allocations b
                    on a.resource_id = b.resource_id and a.id < b.id and a."window" && b."window"
                 where not a.shadow and not b.shadow) as overlaps`);
    expect(claims).toBeGreaterThan(2_000);
    expect(overlaps).toBe(0);
  });

  test('to its end, every booking is decided as it always was', async () => {
    await submitInOrder(writePath, stream, IN_FLIGHT_MAX, count);
    process.stdout.write(`${JSON.stringify(tally, null, 2)}\n`);
    expect(tally).toEqual(DECISIONS);
  });

  test('every booking is over, and none kept a claim, a table or a hold', async () => {
    const left = await first(`
      select (select count(*) from bookings where status in ('completed', 'cancelled', 'no_show')) as over,
             (select count(*) from bookings) as bookings,
             (select count(*) from allocations) as claims,
             (select count(*) from booking_table_assignments) as assignments,
             (select count(*) from table_holds) as holds`);
    expect(left).toEqual({ over: 21_996, bookings: 21_996, claims: 0, assignments: 0, holds: 0 });
  });

  test('at no moment of the log was a room promised twice for a night', async () => {
    // By the log alone: a promise stands from the event that made it to the one that ended it, and
    // two that stood together for one room must not share a part of a night.
    const { promises, clashes } = await first<{ promises: number; clashes: number }>(`
      with made as (
        select partition, seq, data ->> 'bookingId' as booking, t ->> 'tableId' as room,
               tstzrange((data #>> '{window,start}')::timestamptz, (data #>> '{window,end}')::timestamptz) as stay
          from events cross join lateral jsonb_array_elements(data -> 'tables') t
         where type = 'TablesAssigned'
      ), ended as materialized (
        select data ->> 'bookingId' as booking, seq from events where type = 'TablesUnassigned'
      ), promised as materialized (
        select m.*, int8range(m.seq, e.seq) as stood from made m join ended e using (booking)
      )
      select (select count(*) from promised) as promises,
             (select count(*) from promised a join promised b
                  on a.partition = b.partition and a.room = b.room and a.seq < b.seq
                 and a.stood && b.stood and a.stay && b.stay) as clashes`);
    expect(promises).toBe(
      tally['city AssignBest accepted']! + tally['resort AssignBest accepted']!,
    );
    expect(clashes).toBe(0);
  });

  test('seq is dense in both logs', async () => {
    const { rows } = await database.pool.query(
      'select partition, min(seq) as low, max(seq) - count(*) as gaps from events group by 1',
    );
    expect(rows.map(({ low, gaps }: { low: number; gaps: number }) => [low, gaps])).toEqual([
      [1, 0],
      [1, 0],
    ]);
  });

  test('the night on which the clock goes back is an hour longer', async () => {
    const nights = await first(`
      select count(*) > 0 as some, bool_and(ends_at - starts_at = interval '21 hours') as longer
        from bookings where starts_at = '2015-10-24T14:00Z' and ends_at < '2015-10-25T12:00Z'`);
    expect(nights).toEqual({ some: true, longer: true });
  });

  test('the log proves itself and folds into the tables as they are', async () => {
    const report = await verifyLog({ pool: database.pool, partitions });
    expect(report.differences).toEqual([]);
    expect(report.venues).toBe(2);
    expect(report.events).toBeGreaterThan(65_000);
  });
});

/** The next `count` of a stream, which goes on afterwards. */
function* take<T>(stream: Iterator<T>, count: number): Generator<T> {
  for (let i = 0; i < count; i++) {
    const next = stream.next();
    if (next.done) return;
    yield next.value;
  }
}
