import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import type { FlagView, ManualContext } from '#contracts';
import pg from 'pg';
import { BistroOnCall } from '../support/runbook/bistro-on-call.js';
import { OnCall } from '../support/runbook/on-call.js';
import { Runbook } from '../support/runbook/runbook.js';
import { until } from '../support/until.js';

/** The older text about incidents, which people on call still know by heart. */
const book = Runbook.open('runbook-older-incidents');
const SWEEPING = 'api,commands,relay,projector,alerts,sweeper';
let onCall: OnCall;
let bistro: BistroOnCall;

beforeAll(async () => {
  onCall = await OnCall.begin({ variables: { ROLES: 'api,commands,relay,projector,alerts' } });
  bistro = await new BistroOnCall(onCall).open();
});
afterAll(() => onCall.end());

describe('1. lock contention', () => {
  const chapter = '1. Lock contention > threshold';

  test('shows who locks the table, and the hold that is pending', async () => {
    const client = new pg.Client({ connectionString: onCall.database.databaseUrl });
    await client.connect();
    await client.query('begin; lock table booking_table_assignments in share mode');
    const { rows } = await client.query<{ pid: number }>('select pg_backend_pid() as pid');
    const locks = await onCall.rows(book.take(chapter, 'select * from pg_locks'));
    // Other databases of the server have tables of the same number, and the query lists them as well.
    const { rows: here } = await client.query<{ oid: string }>(
      'select oid::text from pg_database where datname = current_database()',
    );
    const pid = String(rows[0]!.pid);
    const lock = { pid, database: here[0]!.oid, mode: 'ShareLock', granted: 't' };
    expect(locks).toContainEqual(expect.objectContaining(lock));
    await client.query('rollback');
    await client.end();
    // What PostgreSQL itself does with names is as it was.
    const { rows: plan } = await onCall.database.pool.query<{ 'QUERY PLAN': string }>(
      `explain select from pg_constraint where conrelid = 'allocations'::regclass`,
    );
    expect(plan.map((line) => line['QUERY PLAN']).join()).toMatch(/Index Cond: .*::oid/);

    const { bookingId: BOOKING, holdId } = await bistro.held('T1');
    const step = book.take(chapter, 'GET /api/staff/manual/context');
    const { status, body } = await onCall.http(step, { BOOKING }, onCall.tokens.staff);
    expect(status).toBe(200);
    expect(JSON.stringify((body as ManualContext).activeHold)).toContain(holdId);
  });

  test('flags are flipped by the environment, at the next start', async () => {
    const settings = [
      book.take(chapter, 'FEATURE_ALLOCATOR_MERGES_ENABLED'),
      book.take(chapter, 'FEATURE_ALLOCATIONS_DUAL_WRITE'),
      book.take('3. RPC conflict spikes', 'FEATURE_ALLOCATOR_REQUIRE_ADJACENCY'),
    ];
    const variables = settings.map(({ text }) => text.split('=') as [string, string]);
    await onCall.redeploy(Object.fromEntries(variables));
    const { body } = await onCall.request('GET', '/api/flags', onCall.tokens.operator);
    for (const [flag, value] of variables) {
      const expected = { flag, value: value === 'true', source: 'env' };
      expect(body as FlagView[]).toContainEqual(expect.objectContaining(expected));
    }
    await onCall.redeploy({ FEATURE_ALLOCATIONS_DUAL_WRITE: 'true' });
  });
});

describe('2. a backlog of holds', () => {
  const chapter = '2. Hold expiry backlog';

  test('is shown; one is released by the DELETE endpoint, again and again', async () => {
    await bistro.lapsed(2);
    const query = book.take(chapter, 'select id, booking_id, expires_at from table_holds');
    const lapsed = await onCall.rows(query);
    expect(lapsed.length).toBeGreaterThanOrEqual(2);
    const { id: HOLD, booking_id: BOOKING } = lapsed[0]!;
    const scene = { HOLD: HOLD!, BOOKING: BOOKING!, TOKEN: onCall.tokens.staff };
    const curl = book.take(chapter, 'curl -X DELETE');
    for (const time of ['first', 'again']) {
      const { code, stdout } = await onCall.bash(curl, scene);
      expect({ time, code }).toEqual({ time, code: 0 });
      expect(JSON.parse(stdout)).toEqual({ holdId: HOLD, released: true });
    }
    expect((await onCall.rows(query)).map(({ id }) => id)).not.toContain(HOLD);
  });

  test('is swept by holds.sweeper, wherever the role sweeper runs', async () => {
    const query = book.take(chapter, 'select id, booking_id, expires_at from table_holds');
    await onCall.redeploy({ ROLES: SWEEPING });
    await until(async () => (await onCall.rows(query)).length === 0);
    const { rows } = await onCall.database.pool.query<object>(
      `select distinct metadata -> 'actor' ->> 'id' as by from events where type = 'HoldExpired'`,
    );
    expect(rows).toEqual([{ by: 'holds.sweeper' }]);
  });
});

describe('3. conflicts', () => {
  test('are in observability_events and in the context that the desk sees', async () => {
    const { loser } = await bistro.conflict(2);
    await bistro.told(`source = 'capacity.selector' and context -> 'error' is not null`, 2);
    await bistro.told(`source = 'capacity.hold'`, 1);
    const snippet = book.take('Helpful SQL Snippets', '-- Recent RPC conflicts');
    const conflicts = await onCall.rows(snippet);
    expect(conflicts).toHaveLength(2);
    expect(conflicts[0]!['message']).toMatch(/^T1 is taken by booking /);
    const step = book.take('Manual context API', 'GET /api/staff/manual/context');
    const { body } = await onCall.http(step, { BOOKING: loser }, onCall.tokens.staff);
    const { tables, holds, conflicts: seen, assignments } = body as ManualContext;
    expect(tables).toHaveLength(4);
    expect(holds).toEqual([]);
    expect(seen).not.toEqual([]);
    expect(assignments).toEqual([]);
  });

  test('4. no row of telemetry comes near a megabyte', async () => {
    const { rows } = await onCall.database.pool.query<{ bytes: number }>(
      'select max(octet_length(context::text)) as bytes from observability_events',
    );
    expect(rows[0]!.bytes).toBeLessThan(1_000_000);
  });
});

describe('manual procedures', () => {
  test('one hold is inspected and released in one block', async () => {
    const { bookingId, holdId } = await bistro.held('T3');
    const block = book.take('Release a specific hold', '-- Inspect hold metadata');
    const [inspected, released] = await onCall.sql(block, { HOLD: holdId });
    expect(inspected!.rows).toMatchObject([{ id: holdId, booking_id: bookingId }]);
    expect(released!.rows).toEqual([{ release_table_hold: 't' }]);
    const [gone] = await onCall.sql(block, { HOLD: holdId });
    expect(gone!.rows).toEqual([]);
  });

  test('the DELETE endpoint needs both ids', async () => {
    const { bookingId, holdId } = await bistro.held('T3');
    const step = book.take('Manual context API', 'DELETE /api/staff/manual/hold');
    const send = (body: object) => onCall.http(step, {}, onCall.tokens.staff, body);
    expect((await send({ holdId })).status).toBe(400);
    expect((await send({ bookingId })).status).toBe(400);
    expect(await send({ holdId, bookingId })).toEqual({
      status: 200,
      body: { holdId, released: true },
    });
  });

  test('the active holds of a booking, and that nothing of it overlaps', async () => {
    const { bookingId, holdId } = await bistro.held('T2');
    const block = book.take('Helpful SQL Snippets', '-- Active holds for a booking');
    const [holds, overlapping] = await onCall.sql(block, { BOOKING: bookingId });
    expect(holds!.rows).toMatchObject([{ id: holdId, table_ids: `{${bistro.table('T2')}}` }]);
    expect(overlapping!.rows).toEqual([]);
    await onCall.database.pool.query(
      `insert into allocations (venue_id, booking_id, resource_id, "window", shadow)
       select venue_id, booking_id, resource_id, "window", true from allocations where booking_id = $1`,
      [bookingId],
    );
    const [, found] = await onCall.sql(block, { BOOKING: bookingId });
    expect(found!.rows).toEqual([{ resource_id: bistro.table('T2'), count: '2' }]);
  });
});

test('nothing in this text was left out', () => expect(book.left).toEqual([]));
