import { afterAll, afterEach, beforeAll, describe, expect, test } from '@jest/globals';
import { applyReplay, forgetShadow, lockRebuild, stopReplay, verifyLog } from '#postgres';
import type { Replay, WritePath } from '#postgres';
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
import { rebuild } from '../support/rebuild.js';
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
  const show = () => rebuild({ ...options(), dryRun: true });
  const repair = () => rebuild({ ...options(), apply: true });
  const changes = ({ difference }: Replay) =>
    difference!.map(({ table, added, removed, changed }) => [table, added, removed, changed]);
  const venueId = (venue: string) => inVenue(configure(), venue).venueId;
  const damage = () => database.pool.query('update bookings set party_size = 9');

  /** Only a comparison that may be applied leaves its shadow behind. */
  async function expectNoShadow(): Promise<void> {
    const { rows } = await database.pool.query(
      `select from pg_namespace where nspname = 'allocator_shadow'`,
    );
    expect(rows).toEqual([]);
  }
  afterEach(expectNoShadow);

  test('finds nothing to do where nobody interfered', async () => {
    expect(await verified()).toEqual([]);
    const repaired = await repair();
    expect(repaired).toMatchObject({ state: 'applied', difference: [], written: 0 });
    expect(repaired.events).toBeGreaterThan(30);
    expect(await rebuild(options())).toMatchObject({ state: 'done', difference: [] });
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
    const shown = await show();
    expect(shown).toMatchObject({ state: 'done', dryRun: true, written: 0 });
    expect(shown.difference).not.toEqual([]);
    if (found.length > 0) expect(changes(shown)).toEqual(found);
    expect(await verified()).not.toEqual([]);
    const repaired = await repair();
    expect(repaired).toMatchObject({ state: 'applied', difference: shown.difference });
    expect(await verified()).toEqual([]);
    expect((await show()).difference).toEqual([]);
  });

  test('names the first few rows of each kind', async () => {
    const { rows } = await database.pool.query<{ id: string }>(
      `delete from allocations where ctid = (select min(ctid) from allocations) returning id`,
    );
    await damage();
    const [allocations, bookings] = (await repair()).difference!;
    expect(allocations!.examples).toEqual([`added ${rows[0]!.id}`]);
    expect(bookings!.examples).toHaveLength(5);
    expect(bookings!.examples[0]).toMatch(/^changed [0-9a-f-]{36}$/);
  });

  test('of one venue: the others stay as they are', async () => {
    await damage();
    const shown = await rebuild({ ...options(), venueId: venueId('two'), apply: true });
    expect(changes(shown)).toEqual([['bookings', 0, 0, 4]]);
    expect(changes(await show())).toEqual([['bookings', 0, 0, 8]]);
    await repair();
    expect(await verified()).toEqual([]);
  });

  test('what was compared is applied, once, as long as the log has not moved', async () => {
    await damage();
    const compared = await rebuild(options());
    expect(compared).toMatchObject({ state: 'compared', written: 0 });
    expect(await verified()).not.toEqual([]);
    const applied = await applyReplay(database.pool, PARTITIONS, compared.id);
    expect(applied).toMatchObject({ state: 'applied', written: 12 });
    expect(applied.difference).toEqual(compared.difference);
    expect(await verified()).toEqual([]);
    expect(await applyReplay(database.pool, PARTITIONS, compared.id)).toEqual(applied);
  });

  test('it is refused once the log has moved, of the venues that were compared', async () => {
    await damage();
    const all = await rebuild(options());
    const startsAt = '2028-03-01T19:00:00.000Z';
    const moved = await writePath.submit(inVenue(register('moved', { startsAt }), 'one'));
    expect(moved.status).toBe('accepted');
    const before = await database.pool.query('select * from bookings order by booking_id');
    await expect(applyReplay(database.pool, PARTITIONS, all.id)).rejects.toMatchObject({
      code: 'LOG_MOVED',
      message: expect.stringMatching(/in partition \d+: compare again/),
    });
    const after = await database.pool.query('select * from bookings order by booking_id');
    expect(after.rows).toEqual(before.rows);

    const quiet = await rebuild({ ...options(), venueId: venueId('two') });
    await writePath.submit(inVenue(setStatus('moved', 'cancelled'), 'one'));
    expect(await applyReplay(database.pool, PARTITIONS, quiet.id)).toMatchObject({
      state: 'applied',
      written: 4,
    });
    // Another comparison has taken the place of the first.
    await expect(applyReplay(database.pool, PARTITIONS, all.id)).rejects.toMatchObject({
      code: 'REPLAY_NOT_COMPARED',
    });
    await repair();
    expect(await verified()).toEqual([]);
  });

  test('a comparison that was stopped is forgotten and applies nothing', async () => {
    await damage();
    const { id } = await rebuild(options());
    expect((await stopReplay(database.pool, id)).state).toBe('stopped');
    await forgetShadow(database.pool, id);
    await expectNoShadow();
    await expect(applyReplay(database.pool, PARTITIONS, id)).rejects.toMatchObject({
      code: 'REPLAY_NOT_COMPARED',
      message: expect.stringContaining('stopped'),
    });
    expect(await verified()).not.toEqual([]);
    await repair();
  });

  test('repairs while commands go on, and loses none of them', async () => {
    await database.pool.query('delete from allocations');
    await damage();
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
    await repair();
    rebuilt = true;
    await commands;
    expect(await verified()).toEqual([]);
  });

  test('two at once are one too many', async () => {
    const lock = await lockRebuild(database.pool);
    await expect(show()).rejects.toMatchObject({ code: 'REBUILD_ELSEWHERE' });
    lock.release(true);
    // One that has just ended may still be letting go.
    expect((await show()).state).toBe('done');
  });

  // Last: nothing is right after it.
  test('rebuilds nothing from a log that was forged', async () => {
    await database.pool.query(
      `update events set data = data || '{"partySize": 99}' where type = 'TablesAssigned'`,
    );
    await damage();
    const before = await database.pool.query('select * from bookings order by booking_id');
    await expect(repair()).rejects.toMatchObject({ code: 'LOG_BROKEN' });
    const after = await database.pool.query('select * from bookings order by booking_id');
    expect(after.rows).toEqual(before.rows);
  });
});
