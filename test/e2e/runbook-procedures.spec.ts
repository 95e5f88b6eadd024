import { once } from 'node:events';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import type { ManualContext } from '#contracts';
import { BistroOnCall } from '../support/runbook/bistro-on-call.js';
import { OnCall } from '../support/runbook/on-call.js';
import { startCli } from '../support/run-cli.js';
import { Runbook } from '../support/runbook/runbook.js';

const book = Runbook.open('runbook-procedures');
let onCall: OnCall;
let bistro: BistroOnCall;
let VENUE: string;

beforeAll(async () => {
  onCall = await OnCall.begin();
  bistro = await new BistroOnCall(onCall).open();
  VENUE = bistro.venueId;
});
afterAll(() => onCall.end());

describe('one hold', () => {
  const chapter = 'Release a hold';
  const inspect = book.take(chapter, 'select id');

  test('is shown, released with the reason, and released again: the same', async () => {
    const { bookingId, holdId } = await bistro.held('T1');
    const HOLD = holdId;
    expect(await onCall.rows(inspect, { HOLD })).toMatchObject([
      {
        id: holdId,
        venue_id: VENUE,
        booking_id: bookingId,
        table_ids: `{${bistro.table('T1')}}`,
        created_by: 'local-admin',
      },
    ]);
    const list = book.take(chapter, 'allocator holds list');
    expect((await onCall.bash(list)).stdout).toMatch(
      new RegExp(`^live +${holdId} of ${VENUE}: T1`),
    );
    const release = book.take(chapter, 'allocator holds release');
    const released = { code: 0, stdout: `${holdId} is released\n`, stderr: '' };
    expect(await onCall.bash(release, { HOLD, VENUE })).toEqual(released);
    expect(await onCall.rows(inspect, { HOLD })).toEqual([]);
    expect(await onCall.bash(release, { HOLD, VENUE })).toEqual(released);
    expect(await ends(holdId)).toEqual([{ type: 'HoldReleased', reason: 'the guests have left' }]);
  });

  test('is released by psql alone, with the same event', async () => {
    const { holdId } = await bistro.held('T1');
    const release = book.take(chapter, 'select release_table_hold');
    expect(await onCall.rows(release, { HOLD: holdId })).toEqual([{ release_table_hold: 't' }]);
    expect(await ends(holdId)).toMatchObject([{ type: 'HoldReleased' }]);
    expect(await onCall.rows(inspect, { HOLD: holdId })).toEqual([]);
  });

  async function ends(holdId: string): Promise<unknown[]> {
    const { rows } = await onCall.database.pool.query<object>(
      `select type, data ->> 'reason' as reason from events
        where type <> 'HoldPlaced' and data ->> 'holdId' = $1`,
      [holdId],
    );
    return rows;
  }
});

describe('flags', () => {
  const chapter = 'Flags';
  const set = 'allocator flags set FEATURE_ALLOCATOR_REQUIRE_ADJACENCY';
  const list = book.take(chapter, 'allocator flags list');

  async function adjacency(): Promise<string> {
    const { stdout } = await onCall.bash(list, { VENUE });
    return /^FEATURE_ALLOCATOR_REQUIRE_ADJACENCY +(.*)$/m.exec(stdout)![1]!;
  }

  test('are flipped for a venue and for all, taken back, and every flip is known', async () => {
    expect(await adjacency()).toBe('on   environment');
    const off = await onCall.bash(book.take(chapter, `${set} off`), { VENUE });
    expect(off).toMatchObject({ code: 0, stderr: '' });
    expect(off.stdout.match(/ off {2}/g)).toHaveLength(2);
    expect(await adjacency()).toMatch(
      /^off +venue, by local-admin at 20.*: the terrace was moved$/,
    );
    const inherit = await onCall.bash(book.take(chapter, `${set} inherit`), { VENUE });
    expect(inherit).toMatchObject({ code: 0, stderr: '' });
    expect(await adjacency()).toBe('on   environment');

    const flips = await onCall.rows(book.take(chapter, 'select recorded_at'));
    expect(flips.map(({ value, reason, by }) => [value, reason, by])).toEqual([
      ['null', 'plans corrected', 'local-admin'],
      ['null', 'plan corrected', 'local-admin'],
      ['false', 'everywhere, until the plans are right', 'local-admin'],
      ['false', 'the terrace was moved', 'local-admin'],
    ]);
    expect(flips.map(({ venue_id: venueId }) => venueId === VENUE)).toEqual([
      false,
      true,
      false,
      true,
    ]);
  });
});

describe('what a booking has', () => {
  const chapter = 'What a booking has';

  test('is the same at the desk, in the tables and in the log', async () => {
    const BOOKING = await bistro.seated('T2');
    const desk = book.take(chapter, 'GET /api/staff/manual/context');
    const { status, body } = await onCall.http(desk, { BOOKING }, onCall.tokens.staff);
    expect(status).toBe(200);
    expect(JSON.stringify((body as ManualContext).assignments)).toContain(bistro.table('T2'));
    expect(await onCall.rows(book.take(chapter, 'select kind'), { BOOKING })).toMatchObject([
      { kind: 'assignment', resource_id: bistro.table('T2'), shadow: 'f', hold_id: '' },
    ]);
    const history = await onCall.rows(book.take(chapter, 'select recorded_at'), { VENUE, BOOKING });
    expect(history.map(({ type, by }) => [type, by])).toEqual([
      ['BookingRegistered', 'local-admin'],
      ['TablesAssigned', 'local-admin'],
    ]);
  });

  test('never overlaps what another has; were it so, the query would say it', async () => {
    const query = book.take(chapter, 'select a.resource_id');
    expect(await onCall.rows(query)).toEqual([]);
    const { pool } = onCall.database;
    const { rows } = await pool.query<{ definition: string }>(
      `select pg_get_constraintdef(oid) as definition from pg_constraint
        where conname = 'allocations_resource_window_excl'`,
    );
    await pool.query('alter table allocations drop constraint allocations_resource_window_excl');
    await pool.query(
      `insert into allocations (venue_id, booking_id, resource_id, "window")
       select venue_id, gen_random_uuid(), resource_id, "window" from allocations
        where resource_id = $1 and kind = 'assignment'`,
      [bistro.table('T2')],
    );
    expect(await onCall.rows(query)).toMatchObject([{ resource_id: bistro.table('T2') }]);
    await pool.query(`delete from allocations where created_by is null or created_by = ''`);
    await pool.query(
      `alter table allocations
         add constraint allocations_resource_window_excl ${rows[0]!.definition}`,
    );
    expect(await onCall.rows(query)).toEqual([]);
  });
});

describe('rows changed behind our back', () => {
  const chapter = 'Verify and repair';
  const verify = book.take(chapter, 'allocator verify');

  test('are named, shown as what would change, repaired and proven', async () => {
    const bookingId = await bistro.seated('T3');
    expect(await onCall.bash(verify)).toMatchObject({
      code: 0,
      stdout: 'verified: no differences\n',
    });
    await onCall.database.pool.query('delete from allocations where booking_id = $1', [bookingId]);
    const found = await onCall.bash(verify);
    expect(found.code).toBe(3);
    expect(found.stdout).toMatch(/^DIFFERENT fold: allocations/m);
    const shown = await onCall.bash(book.take(chapter, 'allocator replay --to allocations'));
    expect(shown.code).toBe(3);
    expect(shown.stdout).toContain('allocations');
    expect(await claims(bookingId)).toBe(0);
    const repaired = await onCall.bash(
      book.take(chapter, 'allocator replay --to allocations --app'),
    );
    expect(repaired.code).toBe(0);
    expect(repaired.stdout).toMatch(/verified: no differences\n$/);
    expect(await claims(bookingId)).toBe(1);
  });

  async function claims(bookingId: string): Promise<number> {
    const { rowCount } = await onCall.database.pool.query(
      'select from allocations where booking_id = $1',
      [bookingId],
    );
    return rowCount!;
  }
});

describe('telemetry that somebody deleted', () => {
  const chapter = 'Telemetry recovery';

  test('comes back exactly, marked; again and by the older entry: nothing', async () => {
    for (let n = 0; n < 3; n++) await bistro.conflict();
    await bistro.told(`context -> 'error' ->> 'code' = 'TABLE_CONFLICT'`, 3);
    const { pool } = onCall.database;
    const [FROM, TO] = ['2026-01-01T00:00:00Z', '2100-01-01T00:00:00Z'];
    const ours = `select id, created_at, source, event_type, context from observability_events
                   where source like 'capacity.%' order by id`;
    const before = (await pool.query<object>(ours)).rows;
    await pool.query(`delete from observability_events where source like 'capacity.%'`);

    const recover = book.take(chapter, 'allocator replay --to telemetry');
    const { code, stdout } = await onCall.bash(recover, { FROM, TO });
    expect(code).toBe(0);
    expect(stdout).toMatch(/^\d+ events would be replayed$/m);
    expect(stdout).toMatch(
      new RegExp(`^done: \\d+ events, ${before.length} rows were missing$`, 'm'),
    );
    expect((await pool.query<object>(ours)).rows).toEqual(before);
    const back = await onCall.rows(book.take(chapter, 'select replay_id'));
    expect(back).toMatchObject([{ rows: String(before.length) }]);

    const older = book.take(chapter, 'node dist/scripts/replay-allocator-events.js');
    const again = await onCall.bash(older, { FROM, TO });
    expect(again).toMatchObject({
      code: 0,
      stdout: expect.stringMatching(/ 0 rows were missing\n$/),
    });
  });

  test('interrupted as by a power cut, it goes on where it was', async () => {
    await onCall.database.pool.query(`delete from observability_events`);
    const slow = ['replay', '--to', 'telemetry', '--rate', '1'];
    const child = startCli(slow, onCall.environment);
    const REPLAY = await new Promise<string>((told) => {
      child.stderr.on('data', (chunk: Buffer) => {
        const id = /^replay (\S+) to telemetry$/m.exec(chunk.toString())?.[1];
        if (id !== undefined) told(id);
      });
    });
    child.kill('SIGKILL');
    await once(child, 'exit');
    const { code, stdout } = await onCall.bash(book.take(chapter, 'allocator replay --resume'), {
      REPLAY,
    });
    expect(code).toBe(0);
    expect(stdout).toMatch(/^done: \d+ events, [1-9]\d* rows were missing$/m);
    const { rows } = await onCall.database.pool.query<object>(
      'select distinct replay_id from observability_events where event_id is not null',
    );
    expect(rows).toEqual([{ replay_id: REPLAY }]);
  });
});

describe('a clock that stepped', () => {
  const chapter = 'A clock that stepped';
  const step = (beginning: string) => book.take(chapter, beginning);

  test('is looked into: readiness, the clocks, what is dated ahead, and who relays what', async () => {
    const { stdout } = await onCall.bash(step('curl'));
    expect(JSON.parse(stdout)).toMatchObject({ dependencies: { clock: { status: 'up' } } });
    const clocks = await onCall.bash(step('date -u'));
    expect(clocks).toMatchObject({ code: 0, stderr: '' });
    expect(clocks.stdout.trim().split('\n')).toHaveLength(2);

    const { holdId } = await bistro.held('T1');
    const { pool } = onCall.database;
    await pool.query(`update table_holds set created_at = now() + interval '1 hour'`);
    expect(await onCall.rows(step('select id, venue_id'))).toMatchObject([{ id: holdId }]);
    expect(await onCall.rows(step('select partition'))).toEqual([]);

    const listed = await onCall.bash(step('allocator leases list'));
    expect(listed).toMatchObject({ code: 0, stderr: '' });
    expect(listed.stdout).toMatch(/^partition 0: \S+, \d+ s left; published to \d+, epoch \d+$/m);
    const [, OWNER] = /^process (\S+): \d+ s left$/m.exec(listed.stdout)!;
    expect(listed.stdout).toContain(`partition 1: ${OWNER}, `);
    const free = step('allocator leases free');
    expect((await onCall.bash(free, { OWNER: OWNER! })).code).toBe(1);
    expect(await onCall.bash(free, { OWNER: 'gone:1' })).toEqual({
      code: 0,
      stdout: '',
      stderr: 'gone:1 has no leases\n',
    });
  });
});

test('nothing in these chapters was left out', () => expect(book.left).toEqual([]));
