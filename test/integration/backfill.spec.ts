import { afterEach, beforeEach, describe, expect, test } from '@jest/globals';
import * as to from '../support/commands.js';
import { idOf, instant } from '../support/floor-plan.js';
import { runCli } from '../support/run-cli.js';
import { runScript } from '../support/run-script.js';
import { openSqlVenue } from '../support/sql-venue.js';
import type { SqlVenue } from '../support/sql-venue.js';

interface Report {
  readonly rowsFound: number;
  readonly rowsImported: number;
  readonly bookingsImported: number;
  readonly rowsLeftOut: number;
  readonly leftOut: readonly { code: string; details: { bookingId: string } }[];
  readonly conflictsObserved: number;
  readonly conflicts: readonly { bookingId: string; blockers: readonly { bookingId: string }[] }[];
}

describe('backfill', () => {
  let venue: SqlVenue;
  beforeEach(async () => {
    venue = await openSqlVenue();
    for (const name of ['B1', 'Gone']) await venue.done(to.register(name));
    await venue.done(to.setStatus('Gone', 'completed'));
    await venue.done(to.register('Live'));
    await venue.done(to.assign('Live', 'T5', { start: instant('19:00'), end: instant('21:00') }));
  });
  afterEach(() => venue.close());

  /** A row as the predecessor left it: no event, no claim. */
  const row = (booking: string, table: string, start: string, end: string, by = 'maria') =>
    venue.database.pool.query(
      `insert into booking_table_assignments (booking_id, table_id, venue_id, start_at, end_at, assigned_by)
       values ($1, $2, $3, $4, $5, $6)`,
      [idOf(booking), idOf(table), to.configure().venueId, instant(start), instant(end), by],
    );
  const cli = async (...args: string[]) => {
    const env = { DATABASE_URL: venue.database.databaseUrl };
    const told = await runCli(['backfill', ...args], { env });
    expect(told).toMatchObject({ code: 0, stderr: '' });
    return told.stdout;
  };
  const report = async (...args: string[]) => JSON.parse(await cli('--json', ...args)) as Report;
  const count = async (where: string) => {
    const text = `select count(*)::integer as n from ${where}`;
    return (await venue.database.pool.query<{ n: number }>(text)).rows[0]!.n;
  };

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

  test('leaves out whole what cannot be one assignment, and loses none of its rows', async () => {
    await row('Old1', 'T1', '19:00', '21:00');
    await row('Old1', 'T2', '19:30', '21:00');
    await row('Live', 'T4', '19:00', '21:00');
    const { leftOut, rowsImported } = await report('--apply');
    expect(rowsImported).toBe(0);
    expect(leftOut.map(({ code, details }) => [code, details.bookingId])).toEqual(
      expect.arrayContaining([
        ['WINDOW_INVALID', idOf('Old1')],
        ['WINDOW_INVALID', idOf('Old1')],
        ['ID_TAKEN', idOf('Live')],
      ]),
    );
    expect(await count('booking_table_assignments')).toBe(4);
    const told = await runScript(venue.database.databaseUrl, 'utilities/backfill_allocations.sql');
    expect(told).toContain('0 3 0 3 0');
  });

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
