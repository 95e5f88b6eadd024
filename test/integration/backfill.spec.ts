import { afterEach, beforeEach, describe, expect, test } from '@jest/globals';
import * as to from '../support/commands.js';
import { idOf, instant } from '../support/floor-plan.js';
import { endOf, onTerminal, runCli, startCli } from '../support/run-cli.js';
import { olderHouse, openOlderHouse } from '../support/older-house.js';
import { runScript } from '../support/run-script.js';
import { openSqlVenue } from '../support/sql-venue.js';
import type { SqlVenue } from '../support/sql-venue.js';
import { until } from '../support/until.js';

describe('backfill', () => {
  let venue: SqlVenue;
  beforeEach(async () => (venue = await openOlderHouse()));
  afterEach(() => venue.close());
  const { row, cli, report, count, verified } = olderHouse(() => venue);

  /** Two rows of a registered booking, unregistered ones that meet it and one another, a past one. */
  async function legacy(): Promise<void> {
    await row('B1', 'T1', '19:00', '21:00');
    await row('B1', 'T2', '19:00', '21:00', 'otto');
    await row('Old1', 'T1', '20:00', '22:00');
    await row('Old2', 'T3', '19:00', '21:00');
    await row('Gone', 'T4', '12:00', '14:00');
    await row('Old3', 'T5', '20:30', '22:30');
  }

  test('says what it would do, and does nothing without --apply', async () => {
    await legacy();
    const events = await count('events');
    const told = await cli();
    expect(told).toContain('6 rows of booking_table_assignments would be imported');
    expect(told.match(/^CONFLICT /gm)).toHaveLength(2);
    expect(await count('events')).toBe(events);
  });

  test('mirrors every row 1:1, observes conflicts, blocks nobody, and then finds nothing', async () => {
    await legacy();
    const first = await report('--apply');
    expect(first).toMatchObject({
      rowsFound: 6,
      rowsImported: 6,
      bookingsImported: 5,
      rowsLeftOut: 0,
      conflictsObserved: 2,
    });
    const pairs = first.conflicts.map(({ bookingId, blockers }) => [
      bookingId,
      blockers[0]!.bookingId,
    ]);
    expect(new Set(pairs.map((pair) => [...pair].sort().join()))).toEqual(
      new Set(
        [
          [idOf('B1'), idOf('Old1')],
          [idOf('Live'), idOf('Old3')],
        ].map((pair) => pair.sort().join()),
      ),
    );
    expect(await count(`events where type = 'AllocationImported'`)).toBe(6);
    expect(await count('allocations where shadow')).toBe(6);
    expect(await venue.differences()).toEqual([]);
    expect(await report('--apply')).toMatchObject({ rowsFound: 0, rowsImported: 0 });
    // Nobody is blocked by what was imported.
    await venue.done(to.register('New'));
    await venue.done(to.assign('New', 'T3'));
    expect(await venue.differences()).toEqual([]);
  });

  test('from psql leads to the same rows and events', async () => {
    await legacy();
    const told = await runScript(venue.database.databaseUrl, 'utilities/backfill_allocations.sql');
    expect(told).toContain('5 6 6 0 2');
    expect(told).toContain('7 7');
    expect(await venue.differences()).toEqual([]);
    const again = await runScript(venue.database.databaseUrl, 'utilities/backfill_allocations.sql');
    expect(again).toContain('0 0 0 0 0');

    const bySql = await imported();
    const other = await openSqlVenue();
    const first = venue;
    venue = other;
    for (const name of ['B1', 'Gone', 'Live']) await other.done(to.register(name));
    await other.done(to.assign('Live', 'T5', { start: instant('19:00'), end: instant('21:00') }));
    await legacy();
    await cli('--apply');
    expect(await imported()).toEqual(bySql);
    await first.close();
  });

  async function imported() {
    const { rows } = await venue.database.pool.query<object>(
      `select type, schema_version, data - 'assignedAt' as data from events
        where type in ('AllocationImported', 'ShadowConflictObserved') order by partition, seq`,
    );
    return rows;
  }

  test('reads another table with the same columns', async () => {
    const { pool } = venue.database;
    await pool.query(
      `create table "the predecessor's" as select booking_id, table_id, venue_id, start_at, end_at
         from booking_table_assignments with no data`,
    );
    await pool.query(`insert into "the predecessor's" values ($1, $2, $3, $4, $5)`, [
      idOf('Old1'),
      idOf('T1'),
      to.configure().venueId,
      instant('19:00'),
      instant('21:00'),
    ]);
    const source = `"the predecessor's"`;
    expect(await report('--source', source, '--apply')).toMatchObject({ rowsImported: 1 });
    expect(await count(`booking_table_assignments where booking_id = '${idOf('Old1')}'`)).toBe(1);
    expect(await report('--source', source, '--apply')).toMatchObject({ rowsFound: 0 });
    expect(await venue.differences()).toEqual([]);
  });

  test('says which columns another relation lacks, before it reads a row of it', async () => {
    const { databaseUrl, pool } = venue.database;
    await pool.query('create table half (booking_id uuid, table_id uuid, ends_at timestamptz)');
    const message = 'half is no assignments table: it has no venue_id, start_at, end_at';
    for (const more of [[], ['--apply'], ['--json']]) {
      const args = ['backfill', '--source', 'half', ...more];
      const told = await runCli(args, { env: { DATABASE_URL: databaseUrl } });
      expect(told.code).toBe(1);
      expect(told.stdout + told.stderr).toContain(message);
    }
    await expect(pool.query(`select from import_allocations('half')`)).rejects.toThrow(message);
    await expect(pool.query(`select from import_allocations('pg_class')`)).rejects.toThrow(
      'pg_class is no assignments table: it has no booking_id, table_id, venue_id, start_at, end_at',
    );
  });

  /** Years of bookings, of which every fifth meets another. */
  const years = (bookings: number) =>
    venue.database.pool.query(
      `insert into booking_table_assignments (booking_id, table_id, venue_id, start_at, end_at)
       select gen_random_uuid(), $1, $2, at, at + interval '2 hours'
         from generate_series(1, $4::integer) i,
              lateral (select $3::timestamptz + (i - (i % 5 = 0)::integer) * interval '3 hours') w(at)`,
      [idOf('T1'), to.configure().venueId, '2010-01-01T00:00Z', bookings],
    );

  test('takes ten thousand rows in little memory, with a bar, and guards what meets nothing', async () => {
    await years(10_000);
    const env = {
      DATABASE_URL: venue.database.databaseUrl,
      NODE_OPTIONS: '--max-old-space-size=64',
    };
    const imported = await onTerminal(['backfill', '--apply'], env);
    expect(imported.code).toBe(0);
    expect(imported.stdout).toMatch(/100% \| 10000 of 10000 rows/);
    expect(imported.stdout).toContain('10000 of 10000 rows of booking_table_assignments imported');
    expect(imported.stdout).toContain('CONFLICT … and 1000 more');
    const promoted = await onTerminal(['backfill', 'promote'], env);
    expect(promoted.stdout).toMatch(/100% \| 10000 of 10000 bookings/);
    expect(promoted.stdout).toContain('6000 bookings are guarded now, 4000 stay shadows');
    expect(await verified()).toBe(true);
    expect(await unaccountedBySql()).toBe(0);
  });

  /** Kills the step with -9 once there are events of this type; answers how many it left. */
  async function killedAtFirst(type: string, ...args: string[]): Promise<number> {
    const events = () => count(`events where type = '${type}'`);
    const step = startCli(['backfill', ...args], { DATABASE_URL: venue.database.databaseUrl });
    const ended = endOf(step);
    await until(async () => (await events()) > 0);
    step.kill('SIGKILL');
    await ended;
    // What the server has been told to commit it may still be committing.
    const working = `pg_stat_activity where datname = current_database() and state <> 'idle'
                        and pid <> pg_backend_pid()`;
    await until(async () => (await count(working)) === 0);
    return events();
  }

  test('killed in the middle, it is said again: each row is imported once and guarded once', async () => {
    const bookings = 4_000;
    await years(bookings);
    const imported = await killedAtFirst('AllocationImported', '--apply');
    expect(imported).toBeLessThan(bookings);
    expect(await report('--apply')).toMatchObject({ rowsImported: bookings - imported });
    expect(await count(`events where type = 'AllocationImported'`)).toBe(bookings);

    const promoted = await killedAtFirst('AllocationPromoted', 'promote');
    const [guarded, shadows] = [0.6 * bookings, 0.4 * bookings];
    expect(promoted).toBeLessThan(guarded);
    expect(await cli('promote')).toContain(
      `${guarded - promoted} bookings are guarded now, ${shadows} stay shadows`,
    );
    expect(await count(`events where type = 'AllocationPromoted'`)).toBe(guarded);
    expect(await verified()).toBe(true);
  });

  /** As import_allocations asks: reading every claim for every row would take minutes. */
  async function unaccountedBySql(): Promise<number> {
    const client = await venue.database.pool.connect();
    try {
      await client.query(`begin; set local statement_timeout = '20s'; set local enable_seqscan = off;
                          set local enable_hashjoin = off; set local enable_mergejoin = off`);
      const text = 'select count(*)::integer as n from unaccounted_rows()';
      return (await client.query<{ n: number }>(text)).rows[0]!.n;
    } finally {
      await client.query('rollback');
      client.release();
    }
  }

  test('is undisturbed by a venue that is not configured', async () => {
    const { pool } = venue.database;
    await pool.query(
      `insert into booking_table_assignments (booking_id, table_id, venue_id, start_at, end_at)
       values (gen_random_uuid(), gen_random_uuid(), gen_random_uuid(), now(), now() + interval '2 hours')`,
    );
    expect(await report('--apply')).toMatchObject({ rowsImported: 1 });
    expect(await venue.differences()).toEqual([]);
  });

  describe('promote', () => {
    test('guards what overlaps nothing, lists the others, and then finds nothing to do', async () => {
      await legacy();
      await cli('--apply');
      const told = await cli('promote');
      expect(told).toContain('1 bookings are guarded now, 4 stay shadows');
      for (const name of ['B1', 'Old1', 'Old3', 'Gone']) {
        expect(told).toContain(`SHADOW booking ${idOf(name)}`);
      }
      expect(await count(`allocations where not shadow and booking_id = '${idOf('Old2')}'`)).toBe(
        1,
      );
      expect(await venue.differences()).toEqual([]);
      expect(await cli('promote')).toContain('0 bookings are guarded now, 4 stay shadows');
      await venue.done(to.register('New'));
      await expect(venue.done(to.assign('New', 'T3'))).rejects.toThrow(/T3 is taken/);
    });

    test('keeps who made the assignment and when', async () => {
      await row('Old2', 'T3', '19:00', '21:00');
      await cli('--apply');
      const made = `select assigned_by, assigned_at from booking_table_assignments where booking_id = $1`;
      const { pool } = venue.database;
      const before = (await pool.query(made, [idOf('Old2')])).rows as object[];
      await cli('promote');
      expect((await pool.query(made, [idOf('Old2')])).rows).toEqual(before);
      expect(before).toMatchObject([{ assigned_by: 'maria' }]);
      expect(await venue.differences()).toEqual([]);
    });
  });
});
