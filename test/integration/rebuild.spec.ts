import { afterAll, afterEach, beforeAll, describe, expect, test } from '@jest/globals';
import { rebuildTables, verifyLog } from '#postgres';
import type { TableDifference, WritePath } from '#postgres';
import {
  assign,
  block,
  configure,
  flip,
  hold,
  inVenue,
  register,
  release,
  setStatus,
} from '../support/commands.js';
import type { TestDatabase } from '../support/database.js';
import { from } from '../support/floor-plan.js';
import { ndjson, runCli } from '../support/run-cli.js';
import { createLogDatabase, PARTITIONS, writePathOn } from '../support/test-write-path.js';

interface Seated {
  readonly bookingId: string;
  readonly tableIds: readonly string[];
}

describe('rebuilding the tables from the log', () => {
  let database: TestDatabase;
  let writePath: WritePath;

  /** Three venues with one of everything. */
  beforeAll(async () => {
    database = await createLogDatabase();
    writePath = writePathOn(database);
    for (const venue of ['one', 'two', 'three']) {
      const ask = (command: ReturnType<typeof configure>) =>
        writePath.submit(inVenue(command, venue));
      await ask(configure());
      for (const booking of ['B1', 'B2', 'B3', 'B4']) await ask(register(booking));
      await ask(hold('H1', 'B1', 'T1'));
      await ask(hold('H2', 'B2', 'T3'));
      await ask(release('H2', 'B2'));
      await ask(assign('B2', 'T2'));
      await ask(assign('B3', ['T3', 'T4']));
      await ask(assign('B4', 'P1'));
      await ask(setStatus('B4', 'no_show'));
      await ask(block('K1', ['F1'], from('12:00', '15:00')));
      await ask(flip('FEATURE_ALLOCATOR_MERGES_ENABLED', false));
    }
    // The other way in, which keeps the same rows by functions of its own.
    const { data } = inVenue(assign('B1', 'P2'), 'one') as { data: Seated };
    await database.pool.query(
      'select assign_tables_atomic_v2($1, $2, null, false, null, null, null)',
      [data.bookingId, data.tableIds],
    );
  });
  afterAll(async () => {
    await writePath.drain();
    await database.drop();
  });

  const options = () => ({ pool: database.pool, partitions: PARTITIONS });
  const verified = async () => (await verifyLog(options())).differences;
  const rebuild = async (apply: boolean) => rebuildTables({ ...options(), apply });
  const changes = (differences: readonly TableDifference[]) =>
    differences.map(({ table, added, removed, changed }) => [table, added, removed, changed]);

  afterEach(async () => {
    const { rows } = await database.pool.query(
      `select from pg_namespace where nspname = 'allocator_shadow'`,
    );
    expect(rows).toEqual([]);
  });

  test('finds nothing to do where nobody interfered', async () => {
    const before = await verified();
    expect(before).toEqual([]);
    const report = await rebuild(true);
    expect(report.differences).toEqual([]);
    expect(report.venues).toBe(3);
    expect(report.events).toBeGreaterThan(30);
  });

  const interferences: [string, string, [string, number, number, number][]][] = [
    ['every allocation deleted', 'delete from allocations', [['allocations', 16, 0, 0]]],
    [
      'a window changed',
      `update allocations set "window" = '[2031-01-01,2031-01-02)'
        where ctid = (select min(ctid) from allocations)`,
      [['allocations', 0, 0, 1]],
    ],
    [
      'a claim forged in the place of one deleted',
      `with gone as (delete from allocations
          where ctid = (select min(ctid) from allocations) returning *)
       insert into allocations (venue_id, resource_id, "window")
       select venue_id, resource_id, '[2031-01-01,2031-01-02)' from gone`,
      [['allocations', 1, 1, 0]],
    ],
    [
      'the tables of two claims exchanged',
      `with two as (select * from allocations where kind = 'assignment' order by id limit 2)
       update allocations a
          set resource_id = gen_random_uuid() from two where a.id = two.id`,
      [['allocations', 0, 0, 2]],
    ],
    [
      'assignments lost',
      'delete from booking_table_assignments',
      [['booking_table_assignments', 10, 0, 0]],
    ],
    [
      'holds prolonged',
      `update table_holds set expires_at = expires_at + interval '1 hour'`,
      [['table_holds', 0, 0, 3]],
    ],
    [
      'the end of a hold forgotten',
      `delete from ended_claims where ctid = (select min(ctid) from ended_claims)`,
      [['ended_claims', 1, 0, 0]],
    ],
    ['bookings rewritten', 'update bookings set party_size = 9', [['bookings', 0, 0, 12]]],
    [
      'a floor edited',
      `update tables set capacity = capacity + 1
        where ctid = (select min(ctid) from tables)`,
      [['tables', 0, 0, 1]],
    ],
    ['edges taken out', 'delete from table_adjacencies', []],
    ['venues renamed', `update venues set name = 'x'`, [['venues', 0, 0, 3]]],
    ['flags flipped', 'update feature_flags set value = not value', [['feature_flags', 0, 0, 3]]],
  ];

  test.each(interferences)('%s: is shown, and then repaired', async (_what, statement, found) => {
    await database.pool.query(statement);
    expect(await verified()).not.toEqual([]);
    const shown = await rebuild(false);
    expect(shown.applied).toBe(false);
    expect(shown.differences).not.toEqual([]);
    if (found.length > 0) expect(changes(shown.differences)).toEqual(found);
    expect(await verified()).not.toEqual([]);
    const repaired = await rebuild(true);
    expect(repaired.differences).toEqual(shown.differences);
    expect(await verified()).toEqual([]);
    expect((await rebuild(false)).differences).toEqual([]);
  });

  test('repairs while commands go on, and loses none of them', async () => {
    await database.pool.query('delete from allocations');
    await database.pool.query('update bookings set party_size = 9');
    let rebuilt = false;
    const commands = (async () => {
      for (let n = 0; !rebuilt || n < 20; n++) {
        const startsAt = new Date(Date.UTC(2027, 0, 1 + n, 19)).toISOString();
        const registered = inVenue(register(`later ${n}`, { startsAt }), 'one');
        expect((await writePath.submit(registered)).status).toBe('accepted');
        const seated = inVenue(assign(`later ${n}`, 'T1'), 'one');
        expect((await writePath.submit(seated)).status).toBe('accepted');
      }
    })();
    await rebuild(true);
    rebuilt = true;
    await commands;
    expect(await verified()).toEqual([]);
  });

  test('two at once are one too many', async () => {
    const both = await Promise.allSettled([rebuild(false), rebuild(false)]);
    const refused = both.filter((one) => one.status === 'rejected');
    expect(refused).toMatchObject([{ reason: { code: 'REBUILD_ELSEWHERE' } }]);
  });

  test('from the command line: 3 while there are differences', async () => {
    const env = { DATABASE_URL: database.databaseUrl };
    const cli = (...more: string[]) => runCli(['replay', '--to', 'allocations', ...more], { env });
    expect((await cli()).code).toBe(0);
    await database.pool.query('delete from booking_table_assignments');
    const shown = await cli('--json');
    expect(shown.code).toBe(3);
    expect(ndjson(shown.stdout)).toMatchObject([
      { applied: false, differences: [{ table: 'booking_table_assignments', removed: 0 }] },
    ]);
    const applied = await cli('--apply');
    expect(applied).toMatchObject({ code: 0, stdout: expect.stringContaining('repaired') });
    expect(await verified()).toEqual([]);
    expect((await cli('--types', 'HoldPlaced')).code).toBe(2);
  });

  // Last: nothing is right after it.
  test('rebuilds nothing from a log that was forged', async () => {
    await database.pool.query(
      `update events set data = data || '{"partySize": 99}' where type = 'TablesAssigned'`,
    );
    await database.pool.query('update bookings set party_size = 9');
    const before = await database.pool.query('select * from bookings order by booking_id');
    await expect(rebuild(true)).rejects.toMatchObject({ code: 'LOG_BROKEN' });
    const after = await database.pool.query('select * from bookings order by booking_id');
    expect(after.rows).toEqual(before.rows);
  });
});
