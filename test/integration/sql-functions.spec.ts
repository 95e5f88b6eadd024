import { randomUUID } from 'node:crypto';
import { afterEach, beforeEach, describe, expect, test } from '@jest/globals';
import { EVENT_SCHEMA_VERSIONS } from '#contracts';
import { writeFlagDefaults } from '#postgres';
import pg from 'pg';
import * as to from '../support/commands.js';
import { ENFORCING, idOf, instant } from '../support/floor-plan.js';
import { refusalOf, rowsOf } from '../support/sql-caller.js';
import { openSqlVenue } from '../support/sql-venue.js';
import type { SqlVenue } from '../support/sql-venue.js';

const ASSIGN = 'assign_tables_atomic($1, $2, $3, $4, $5)';
const ASSIGN_V2 = 'assign_tables_atomic_v2($1, $2, $3, $4, $5, $6, $7)';
const range = (start: string, end: string): string => `[${instant(start)},${instant(end)})`;

describe('the functions for SQL callers', () => {
  let venue: SqlVenue;
  let pool: pg.Pool;

  beforeEach(async () => {
    venue = await openSqlVenue();
    pool = venue.database.pool;
    for (const name of ['B1', 'B2']) await venue.done(to.register(name));
    await venue.done(to.register('Big', { partySize: 6 }));
  });
  afterEach(async () => {
    expect(await venue.differences()).toEqual([]);
    await venue.close();
  });

  const assign = (
    booking: string,
    tables: string | string[],
    window = range('19:00', '21:00'),
    key: string | null = null,
    by: string | null = null,
  ) => [idOf(booking), to.ids(tables), window, by, key];

  const events = async () =>
    (
      await pool.query<{ type: string; data: Record<string, unknown>; metadata: object }>(
        'select type, data, metadata from events order by recorded_at, partition, seq',
      )
    ).rows;
  const claims = async (booking: string) =>
    (
      await pool.query<{ resource_id: string; shadow: boolean }>(
        'select resource_id, shadow from allocations where booking_id = $1 order by 1',
        [idOf(booking)],
      )
    ).rows;

  describe('assign_tables_atomic', () => {
    test('seats a booking, guarded, and answers its rows', async () => {
      const person = randomUUID();
      const args = assign('Big', ['T4', 'T3'], range('19:00', '21:00'), 'key', person);
      const rows = await rowsOf(pool, ASSIGN, args);
      const [first] = rows;
      expect(rows.map((row) => row.table_id)).toEqual(to.ids(['T3', 'T4']).sort());
      expect(first!.start_at.toISOString()).toBe(instant('19:00'));
      expect(first!.end_at.toISOString()).toBe(instant('21:00'));
      expect(new Set(rows.map((row) => row.merge_group_id)).size).toBe(1);
      expect(first!.merge_group_id).not.toBeNull();
      expect(await claims('Big')).toEqual(
        to
          .ids(['T3', 'T4'])
          .sort()
          .map((id) => ({ resource_id: id, shadow: false })),
      );
      const recorded = (await events()).at(-1)!;
      expect(recorded).toMatchObject({
        type: 'TablesAssigned',
        data: { bookingId: idOf('Big'), partySize: 6, method: 'manual', previous: null },
        metadata: { actor: { kind: 'operator', id: person }, correlationId: 'key' },
      });
    });

    test('refuses a conflict with 23P01, the blocker in DETAIL, and no trace', async () => {
      await venue.done(to.assign('B1', 'T1'));
      const before = await events();
      const args = assign('B2', 'T1', range('20:59', '22:00'));
      const refusal = await refusalOf(pool, ASSIGN, args);
      expect(refusal).toMatchObject({
        state: '23P01',
        code: 'TABLE_CONFLICT',
        constraint: 'allocations_resource_window_excl',
        blockers: [
          {
            tableId: idOf('T1'),
            label: 'T1',
            kind: 'assignment',
            id: idOf('B1'),
            bookingId: idOf('B1'),
            window: { start: instant('19:00'), end: instant('21:00') },
            shadow: false,
            owner: 'sam',
          },
        ],
      });
      expect(refusal.hint).toContain('allocations_resource_window_excl');
      expect(await events()).toEqual(before);
      expect(await claims('B2')).toEqual([]);
    });

    test('tells of a hold how many seconds are left, and of a block why', async () => {
      await venue.done(to.hold('H1', 'B1', 'T1', { ttlSeconds: 60 }));
      await venue.done(to.block('K1', 'T2', { start: instant('18:00'), end: null }, 'varnish'));
      const held = await refusalOf(pool, ASSIGN, assign('B2', 'T1'));
      expect(held).toMatchObject({ state: '23P01', code: 'HOLD_CONFLICT' });
      expect(held.blockers).toMatchObject([
        { kind: 'hold', id: idOf('H1'), bookingId: idOf('B1') },
      ]);
      expect(held.blockers[0]!.secondsLeft).toBeGreaterThan(0);
      expect(held.blockers[0]!.secondsLeft).toBeLessThanOrEqual(60);
      const blocked = await refusalOf(pool, ASSIGN, assign('B2', 'T2'));
      expect(blocked).toMatchObject({ state: '23P01', code: 'TABLE_BLOCKED' });
      expect(blocked.blockers).toMatchObject([
        { kind: 'block', id: idOf('K1'), reason: 'varnish' },
      ]);
    });

    test("a booking's own hold does not block it", async () => {
      await venue.done(to.hold('H1', 'B1', 'T1'));
      expect(await rowsOf(pool, ASSIGN, assign('B1', 'T1'))).toHaveLength(1);
    });

    test('is guarded whatever the flags say', async () => {
      await venue.done(to.flip('FEATURE_ALLOCATIONS_DUAL_WRITE', false));
      await rowsOf(pool, ASSIGN, assign('B1', 'T1'));
      expect(await claims('B1')).toEqual([{ resource_id: idOf('T1'), shadow: false }]);
      expect(await refusalOf(pool, ASSIGN, assign('B2', 'T1'))).toMatchObject({ state: '23P01' });
    });

    test('replaces what the booking had', async () => {
      await rowsOf(pool, ASSIGN, assign('B1', 'T1'));
      await rowsOf(pool, ASSIGN, assign('B1', 'T3'));
      expect((await claims('B1')).map((claim) => claim.resource_id)).toEqual([idOf('T3')]);
    });

    test.each([
      ['both ends included', `[${instant('19:00')},${instant('21:00')}]`],
      ['neither included', `(${instant('19:00')},${instant('21:00')})`],
      ['empty', 'empty'],
      ['of no length', `[${instant('19:00')},${instant('19:00')})`],
      ['shorter than a millisecond', '[2026-11-27 19:00:00.0001+00,2026-11-27 19:00:00.0009+00)'],
      ['open', `[${instant('19:00')},)`],
      ['without start', `(,${instant('19:00')})`],
      ['infinite', `[${instant('19:00')},infinity)`],
      ['longer than a year and a day', `[${instant('19:00')},2038-12-01)`],
      ['of a year BC', '["0044-03-15 19:00+00 BC","0044-03-15 21:00+00 BC")'],
      ['of the year 1969', '[1969-12-31 19:00+00,1969-12-31 21:00+00)'],
      ['begun before 1970', '[1969-12-31 23:59:59.999+00,1970-01-01 02:00+00)'],
      ['ended after 2199', '[2199-12-31 22:00+00,2200-01-01 00:00+00)'],
      ['of the year 2300', '[2300-06-07 19:00+00,2300-06-07 21:00+00)'],
      ['of the year 12000', '[12000-01-01 10:00+00,12000-01-01 12:00+00)'],
      ['null', null],
    ])('refuses a window that is %s with 22000', async (_how, window) => {
      const refusal = await refusalOf(pool, ASSIGN, [idOf('B1'), to.ids('T1'), window, null, null]);
      expect(refusal).toMatchObject({ state: '22000', code: 'WINDOW_INVALID' });
    });

    test.each([
      ['P0002', 'BOOKING_NOT_FOUND', ['nobody', 'T1']],
      ['P0002', 'TABLE_NOT_FOUND', ['B1', 'T99']],
      ['23514', 'TABLE_INACTIVE', ['B1', 'X1']],
      ['23514', 'CAPACITY_INSUFFICIENT', ['Big', 'T3']],
      ['23514', 'ZONES_MIXED', ['Big', ['T3', 'P1']]],
      ['23514', 'TABLE_FIXED', ['Big', ['T3', 'F1']]],
      ['23514', 'NOT_ADJACENT', ['Big', ['T1', 'T4']]],
      ['23514', 'TOO_MANY_TABLES', ['Big', ['T1', 'T2', 'T3', 'T4']]],
      ['23514', 'OUTSIDE_SERVICE', ['B1', 'T1', '16:00', '17:00']],
    ] as const)('refuses with %s %s', async (state, code, [booking, tables, start, end]) => {
      const window = range(start ?? '19:00', end ?? '21:00');
      const args = [idOf(booking), to.ids(tables), window, null, null];
      expect(await refusalOf(pool, ASSIGN, args)).toMatchObject({ state, code });
    });

    test.each([[null], [[]], [[null]], [[to.ids('T1'), to.ids('T2')]]])(
      'refuses %j as tables',
      async (tables) => {
        const args = [idOf('B1'), tables, range('19:00', '21:00'), null, null];
        const refusal = await refusalOf(pool, ASSIGN, args);
        expect(refusal).toMatchObject({ state: '22000', code: 'PAYLOAD_INVALID' });
      },
    );

    test('tells all reasons at once', async () => {
      await venue.done(to.assign('B1', 'T1'));
      const args = [idOf('Big'), to.ids(['T1', 'X1']), range('19:00', '21:00'), null, null];
      const { checks, blockers } = await refusalOf(pool, ASSIGN, args);
      const failed = checks.filter((check) => check.status === 'error').map((check) => check.code);
      expect(failed).toEqual(['TABLE_INACTIVE', 'NOT_ADJACENT', 'TABLE_CONFLICT']);
      expect(blockers).toHaveLength(1);
    });

    test('refuses a booking that is over', async () => {
      await venue.done(to.setStatus('B1', 'cancelled'));
      const refusal = await refusalOf(pool, ASSIGN, assign('B1', 'T1'));
      expect(refusal).toMatchObject({ state: '23514', code: 'BOOKING_CLOSED' });
    });

    test('refuses a snapshot that is older than the lock', async () => {
      const client = await pool.connect();
      try {
        await client.query('begin isolation level repeatable read');
        const calling = client.query(`select ${ASSIGN}`, assign('B1', 'T1'));
        await expect(calling).rejects.toMatchObject({ code: '0A000' });
      } finally {
        await client.query('rollback');
        client.release();
      }
    });
  });

  describe('an idempotency key', () => {
    test('takes effect once, and gives the same rows whatever happened since', async () => {
      const args = assign('Big', ['T3', 'T4'], range('19:00', '21:00'), 'till 4 no 17');
      const first = await rowsOf(pool, ASSIGN, args);
      await venue.done(to.assign('Big', 'T5'));
      const count = (await events()).length;
      expect(await rowsOf(pool, ASSIGN, args)).toEqual(first);
      expect(await events()).toHaveLength(count);
      expect((await claims('Big')).map((claim) => claim.resource_id)).toEqual([idOf('T5')]);
    });

    test('gives the same rows also where nothing was to be done', async () => {
      await venue.done(to.assign('B1', 'T1'));
      const args = assign('B1', 'T1', range('19:00', '21:00'), 'again');
      const first = await rowsOf(pool, ASSIGN, args);
      await venue.done(to.unassign('B1'));
      expect(await rowsOf(pool, ASSIGN, args)).toEqual(first);
    });

    test.each([
      ['another window', ['B1', 'T1', range('19:00', '21:30')]],
      ['other tables', ['B1', 'T2', range('19:00', '21:00')]],
      ['another booking', ['B2', 'T1', range('19:00', '21:00')]],
    ] as const)('is refused with %s', async (_what, [booking, table, window]) => {
      await rowsOf(pool, ASSIGN, assign('B1', 'T1', range('19:00', '21:00'), 'key'));
      const refusal = await refusalOf(pool, ASSIGN, assign(booking, table, window, 'key'));
      expect(refusal).toMatchObject({ state: 'P0003', code: 'IDEMPOTENCY_MISMATCH' });
    });

    test('that is a command id is one with the command', async () => {
      const commandId = randomUUID();
      const sent = { ...to.assign('B1', 'T1'), commandId };
      const data = { bookingId: idOf('B1'), tableIds: to.ids('T1') };
      await venue.writePath.submit({ ...sent, data } as typeof sent);
      const args = [idOf('B1'), to.ids('T1'), commandId, null, null, null, null];
      expect(await rowsOf(pool, ASSIGN_V2, args)).toHaveLength(1);
      const other = [idOf('B1'), to.ids('T2'), commandId, null, null, null, null];
      expect(await refusalOf(pool, ASSIGN_V2, other)).toMatchObject({ state: 'P0003' });
    });
  });

  describe('assign_tables_atomic_v2', () => {
    const v2 = (booking: string, tables: string | string[], require: boolean | null = null) => [
      idOf(booking),
      to.ids(tables),
      null,
      require,
      null,
      null,
      null,
    ];

    test("takes the booking's own window when it is given none", async () => {
      const [row] = await rowsOf(pool, ASSIGN_V2, v2('B1', 'T1'));
      expect(row!.end_at.toISOString()).toBe(instant('21:00'));
      const short = await rowsOf(pool, 'assign_tables_atomic_v2($1, $2)', [
        idOf('B2'),
        to.ids('T2'),
      ]);
      expect(short).toHaveLength(1);
    });

    test('p_require_adjacency overrides the flag, both ways', async () => {
      expect(await rowsOf(pool, ASSIGN_V2, v2('Big', ['T1', 'T4'], false))).toHaveLength(2);
      await venue.done(to.flip('FEATURE_ALLOCATOR_REQUIRE_ADJACENCY', false));
      await rowsOf(pool, ASSIGN_V2, v2('Big', ['T2', 'T4']));
      const refusal = await refusalOf(pool, ASSIGN_V2, v2('Big', ['T1', 'T4'], true));
      expect(refusal).toMatchObject({ state: '23514', code: 'NOT_ADJACENT' });
    });

    test('refuses half a window, and a reversed one', async () => {
      for (const [start, end] of [
        [instant('19:00'), null],
        [null, instant('19:00')],
        [instant('21:00'), instant('19:00')],
      ]) {
        const args = [idOf('B1'), to.ids('T1'), null, null, null, start, end];
        expect(await refusalOf(pool, ASSIGN_V2, args)).toMatchObject({ state: '22000' });
      }
    });

    test('observes where the flags only observe', async () => {
      await venue.done(to.assign('B1', 'T1'));
      await venue.done(to.flip('FEATURE_RPC_ASSIGN_ATOMIC', false));
      await rowsOf(pool, ASSIGN_V2, v2('B2', 'T1'));
      expect(await claims('B2')).toEqual([{ resource_id: idOf('T1'), shadow: true }]);
      expect((await events()).slice(-2)).toMatchObject([
        {
          type: 'ShadowConflictObserved',
          data: { bookingId: idOf('B2'), blockers: [{ id: idOf('B1') }] },
        },
        { type: 'TablesAssigned', data: { shadow: true, warnings: [{ code: 'TABLE_CONFLICT' }] } },
      ]);
    });

    test('an override of a flag outranks the default, a venue every venue', async () => {
      const [own, all] = [false, true];
      const flag = 'FEATURE_ALLOCATOR_MERGES_ENABLED';
      const inForce = async () =>
        (
          await rowsOf<{ v: boolean }>(pool, 'flag_in_force($1, $2) v', [
            flag,
            to.configure().venueId,
          ])
        )[0]!.v;
      await writeFlagDefaults(pool, { ...ENFORCING, [flag]: false });
      expect(await inForce()).toBe(false);
      await venue.done(
        to.command(
          'SetFlag',
          { flag, value: all, scope: 'global', reason: 'x' },
          { venueId: '00000000-0000-0000-0000-000000000000' },
        ),
      );
      expect(await inForce()).toBe(true);
      await venue.done(to.flip(flag, own));
      expect(await inForce()).toBe(false);
      expect(await refusalOf(pool, ASSIGN_V2, v2('Big', ['T3', 'T4']))).toMatchObject({
        code: 'MERGES_DISABLED',
      });
    });
  });

  describe('unassign_tables_atomic', () => {
    test('gives up some tables, then all, and then nothing', async () => {
      await rowsOf(pool, ASSIGN, assign('Big', ['T3', 'T4']));
      const gone = await rowsOf(pool, 'unassign_tables_atomic($1, $2)', [
        idOf('Big'),
        to.ids('T4'),
      ]);
      expect(gone.map((row) => row.table_id)).toEqual([idOf('T4')]);
      expect((await events()).at(-1)).toMatchObject({
        type: 'TablesUnassigned',
        data: {
          removed: [{ label: 'T4' }],
          remaining: { tables: [{ label: 'T3' }], mergeGroupId: null },
        },
      });
      expect(await rowsOf(pool, 'unassign_tables_atomic($1)', [idOf('Big')])).toHaveLength(1);
      expect(await claims('Big')).toEqual([]);
      const count = (await events()).length;
      expect(await rowsOf(pool, 'unassign_tables_atomic($1)', [idOf('Big')])).toEqual([]);
      expect(await events()).toHaveLength(count);
    });

    test('refuses an unknown booking', async () => {
      const refusal = await refusalOf(pool, 'unassign_tables_atomic($1)', [randomUUID()]);
      expect(refusal).toMatchObject({ state: 'P0002', code: 'BOOKING_NOT_FOUND' });
    });
  });

  test('wake whoever listens to the log, with the commit', async () => {
    const listener = new pg.Client({ connectionString: venue.database.databaseUrl });
    await listener.connect();
    try {
      await listener.query('listen allocator_log');
      const woken = new Promise<string>((wake) => {
        listener.once('notification', (heard: pg.Notification) => wake(heard.channel));
      });
      await rowsOf(pool, ASSIGN, assign('B1', 'T1'));
      expect(await woken).toBe('allocator_log');
    } finally {
      await listener.end();
    }
  });

  test('record events of the versions that the contracts know', async () => {
    await venue.done(to.hold('H1', 'B1', 'T1'));
    await rowsOf(pool, 'confirm_table_hold($1, $2)', [idOf('H1'), idOf('B1')]);
    await rowsOf(pool, 'unassign_tables_atomic($1)', [idOf('B1')]);
    const { rows } = await pool.query<{
      type: keyof typeof EVENT_SCHEMA_VERSIONS;
      schema_version: number;
    }>('select distinct type, schema_version from events');
    for (const { type, schema_version: version } of rows) {
      expect([type, version]).toEqual([type, EVENT_SCHEMA_VERSIONS[type]]);
    }
  });
});
