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

const [ACCEPTED, REJECTED, NOTHING] = [
  `outcome ->> 'status' = 'accepted' and jsonb_array_length(outcome -> 'events') = 1`,
  `outcome ->> 'status' = 'rejected'`,
  `jsonb_array_length(outcome -> 'events') = 0`,
];

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
    const window = { start: '2038-01-01T12:00', end: '2038-01-01T13:00' };
    const [first] = venue.tables;
    await ask('HoldTables', { holdId: randomUUID(), tableIds: [first!.id], window });
    await ask('BlockTables', {
      blockId: randomUUID(),
      tableIds: [first!.id],
      window: { start: '2038-02-01T12:00', end: null },
      reason: 'varnish',
    });
    await ask('SetBookingStatus', { bookingId: friday[0]!.bookingId, status: 'cancelled' });
    // Once more: there is nothing to do.
    await ask('SetBookingStatus', { bookingId: friday[0]!.bookingId, status: 'cancelled' });
    await ask('ReleaseHold', { holdId: randomUUID() });
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
    [
      'an event of no known type',
      'chain',
      `update events set type = 'TablesEaten' where seq = 5`,
      'events',
    ],
    ['an event without data', 'chain', `update events set data = 'null' where seq = 5`, 'events'],
    [
      'an event with a number beyond all bounds',
      'chain',
      `update events set data = data || '{"partySize": 1e400}' where seq = 5`,
      'events',
    ],
    [
      'an event recorded never',
      'chain',
      `update events set recorded_at = 'infinity' where seq = 5`,
      'events',
    ],
    [
      'an event in a log partition that is none',
      'dense',
      'update events set partition = 77 where seq = 1',
      'events',
    ],
    [
      'the last event cut off',
      'outcomes',
      'delete from events e where seq = (select max(seq) from events where partition = e.partition)',
      'events',
    ],
    [
      'an outcome of events that never were',
      'outcomes',
      `insert into commands select gen_random_uuid(), venue_id, type, fingerprint,
              '{"events": [{"id": "no event"}]}', recorded_at from commands limit 1`,
      'commands',
    ],
    [
      'a booking with a number beyond all bounds',
      'fold',
      `update bookings set metadata = '{"n": 1e400}' where ctid = (select min(ctid) from bookings)`,
      'bookings',
    ],
    ...(
      [
        [
          'an acceptance made a refusal',
          `outcome = jsonb_set(outcome, '{status}', '"rejected"')`,
          ACCEPTED,
        ],
        [
          'a refusal made an acceptance',
          `outcome = jsonb_set(outcome, '{status}', '"accepted"')`,
          REJECTED,
        ],
        [
          'a refusal made an acceptance, with no trace',
          `outcome = jsonb_set(outcome - 'rejection', '{status}', '"accepted"')`,
          REJECTED,
        ],
        ['an acceptance given a reason', `outcome = outcome || '{"rejection": {}}'`, ACCEPTED],
        [
          'a refusal for another reason',
          `outcome = jsonb_set(outcome, '{rejection,code}', '"HOLD_EXPIRED"')`,
          REJECTED,
        ],
        ['another refused command', `type = 'SwapBookings'`, REJECTED],
        ['another accepted command', `type = 'HoldTables'`, `type = 'AssignBest' and ${ACCEPTED}`],
        ['a command of no known type', `type = 'EatTables'`, `type = 'HoldTables'`],
        ['an outcome of another venue', 'venue_id = gen_random_uuid()', ACCEPTED],
        ['an outcome of another time', `recorded_at = recorded_at + interval '1 hour'`, ACCEPTED],
        [
          'an outcome of another command',
          `outcome = jsonb_set(outcome, '{commandId}', '"x"')`,
          ACCEPTED,
        ],
        [
          'an outcome at another version',
          `outcome = jsonb_set(outcome, '{contextVersion}', '"0:1"')`,
          ACCEPTED,
        ],
        [
          'an outcome whose event is of another type',
          `outcome = jsonb_set(outcome, '{events,0,type}', '"TablesEaten"')`,
          ACCEPTED,
        ],
        [
          'a refusal of what led to nothing',
          `outcome = jsonb_set(outcome || '{"rejection": {}}', '{status}', '"rejected"')`,
          NOTHING,
        ],
        ['an outcome that is empty', `outcome = '{}'`, NOTHING],
        ['a fingerprint that is none', `fingerprint = 'x'`, NOTHING],
      ] as const
    ).map(([what, change, which]): [string, LogCheck, string, string] => [
      what,
      'outcomes',
      `update commands set ${change}
        where command_id = (select min(command_id::text)::uuid from commands where ${which})`,
      'commands',
    ]),
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
      expect((await database.pool.query(statement)).rowCount).toBeGreaterThan(0);
      const found = await differences();
      expect(found.map((difference) => difference.check)).toContain(check);
    } finally {
      await database.pool.query(`truncate ${table}`);
      await database.pool.query(`insert into ${table} select * from kept`);
      await database.pool.query('drop table kept');
    }
    expect(await differences()).toEqual([]);
  });

  test('shows of a whole floor only what differs', async () => {
    const { pool } = database;
    const change = (by: number) =>
      pool.query('update tables set capacity = capacity + $1 where ordinal = 2', [by]);
    await change(5);
    const found = await differences();
    await change(-5);
    const { capacity } = venue.tables[1]!;
    expect(found).toMatchObject([
      {
        check: 'fold',
        where: `venues ${venue.venueId}`,
        expected: { 'configuration.tables[1].capacity': capacity },
        found: { 'configuration.tables[1].capacity': capacity + 5 },
      },
    ]);
  });

  test('does not take rows for wrong where the log is', async () => {
    const { pool } = database;
    await pool.query('create table kept as table events');
    try {
      await pool.query(`update events set data = data || '{"partySize": 99}' where seq = 5`);
      expect((await differences()).map(({ check }) => check)).toEqual(['chain']);
    } finally {
      await pool.query('truncate events');
      await pool.query('insert into events select * from kept');
      await pool.query('drop table kept');
    }
  });

  test('misses the constraint that refuses overlaps', async () => {
    const { pool } = database;
    const { rows } = await pool.query<{ definition: string }>(
      `select pg_get_constraintdef(oid) as definition from pg_constraint
        where conname = 'allocations_resource_window_excl'`,
    );
    await pool.query('alter table allocations drop constraint allocations_resource_window_excl');
    try {
      const [found] = await differences();
      expect(found).toMatchObject({ check: 'overlaps', found: { table: 'allocations' } });
    } finally {
      await pool.query(
        `alter table allocations add constraint allocations_resource_window_excl
           ${rows[0]!.definition}`,
      );
    }
    expect(await differences()).toEqual([]);
  });
});
