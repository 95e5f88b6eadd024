import { randomUUID } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import type { Command, CommandType, VenueConfiguration } from '#contracts';
import { FLAG_NAMES } from '#contracts';
import type { Flags } from '#contracts';
import { WritePath, fixLogPartitions, verifyLog } from '#postgres';
import type { LogCheck } from '#postgres';
import type { TestDatabase } from '../support/database.js';
import { createDatabase } from '../support/database.js';

const read = (name: string): unknown =>
  JSON.parse(readFileSync(`test/data/venues/${name}`, 'utf8'));
const venue = read('bistro.venue.json') as VenueConfiguration;
const friday = read('bistro.friday.json') as { bookingId: string }[];
const flagDefaults = Object.fromEntries(FLAG_NAMES.map((flag) => [flag, true])) as Flags;

describe('verify', () => {
  let database: TestDatabase;
  let partitions: number;

  beforeAll(async () => {
    database = await createDatabase();
    partitions = await fixLogPartitions(database.pool, 4);
    const { databaseUrl } = database;
    const writePath = new WritePath({
      databaseUrl,
      partitions,
      lanes: 2,
      batchMax: 64,
      flagDefaults,
    });
    const ask = (type: CommandType, data: unknown) =>
      writePath.submit({
        commandId: randomUUID(),
        type,
        venueId: venue.venueId,
        data,
        actor: { kind: 'operator', id: 'verify.spec' },
      } as Command);
    await ask('ConfigureVenue', venue);
    const seated = friday.flatMap((booking) => [
      ask('RegisterBooking', booking),
      ask('AssignBest', { bookingId: booking.bookingId }),
    ]);
    await Promise.all(seated);
    const window = { start: '2027-01-01T12:00', end: '2027-01-01T13:00' };
    const [first] = venue.tables;
    await ask('HoldTables', { holdId: randomUUID(), tableIds: [first!.id], window });
    await ask('BlockTables', {
      blockId: randomUUID(),
      tableIds: [first!.id],
      window: { start: '2027-02-01T12:00', end: null },
      reason: 'varnish',
    });
    await ask('SetBookingStatus', { bookingId: friday[0]!.bookingId, status: 'cancelled' });
    await ask('SetFlag', {
      flag: 'FEATURE_ALLOCATOR_MERGES_ENABLED',
      value: false,
      scope: 'venue',
      reason: 'test',
    });
    await writePath.drain();
  });

  afterAll(() => database.drop());

  const differences = async () =>
    (await verifyLog({ pool: database.pool, partitions })).differences;

  test('finds nothing where nobody interfered', async () => {
    const report = await verifyLog({ pool: database.pool, partitions });
    expect(report.differences).toEqual([]);
    expect(report.events).toBeGreaterThan(100);
    expect(report.rows).toBeGreaterThan(100);
  });

  // Each interference is undone by rolling it back: verify sees it from the same connection only
  // when committed, so each works on a copy of the row and puts it back.
  const interferences: [string, LogCheck, string, string][] = [
    [
      'a deleted allocation',
      'fold',
      'delete from allocations where ctid = (select min(ctid) from allocations)',
      'allocations',
    ],
    [
      'a changed window',
      'fold',
      `update allocations set "window" = tstzrange('2031-01-01', '2031-01-02') where ctid = (select min(ctid) from allocations)`,
      'allocations',
    ],
    [
      'a forged allocation',
      'fold',
      `insert into allocations (venue_id, resource_id, "window") values (gen_random_uuid(), gen_random_uuid(), '[2031-01-01,2031-01-02)')`,
      'allocations',
    ],
    [
      'a lost assignment',
      'fold',
      'delete from booking_table_assignments where ctid = (select min(ctid) from booking_table_assignments)',
      'booking_table_assignments',
    ],
    [
      'a prolonged hold',
      'fold',
      `update table_holds set expires_at = expires_at + interval '1 hour'`,
      'table_holds',
    ],
    [
      'a rewritten booking',
      'fold',
      'update bookings set party_size = party_size + 1 where ctid = (select min(ctid) from bookings)',
      'bookings',
    ],
    [
      'a flag flipped in the table',
      'fold',
      'update feature_flags set value = not value',
      'feature_flags',
    ],
    [
      'a venue edited in the table',
      'fold',
      `update tables set capacity = capacity + 1 where ctid = (select min(ctid) from tables)`,
      'tables',
    ],
    [
      'a forged event',
      'chain',
      `update events set data = data || '{"partySize": 99}' where seq = 5`,
      'events',
    ],
    [
      'a relinked event',
      'chain',
      `update events set prev_hash = decode(repeat('00', 32), 'hex') where seq = 7`,
      'events',
    ],
    ['a missing event', 'dense', 'delete from events where seq = 9', 'events'],
    [
      'a missing outcome',
      'outcomes',
      'delete from commands where ctid = (select min(ctid) from commands)',
      'commands',
    ],
  ];

  test.each(interferences)('names %s', async (_what, check, statement, table) => {
    await database.pool.query(`create table kept as table ${table}`);
    try {
      await database.pool.query(statement);
      const found = await differences();
      expect(found.map((difference) => difference.check)).toContain(check);
    } finally {
      await database.pool.query(`truncate ${table}`);
      await database.pool.query(`insert into ${table} select * from kept`);
      await database.pool.query('drop table kept');
    }
    expect(await differences()).toEqual([]);
  });
});
