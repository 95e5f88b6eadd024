import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { BistroOnCall } from '../support/runbook/bistro-on-call.js';
import { OnCall } from '../support/runbook/on-call.js';
import { Runbook } from '../support/runbook/runbook.js';

/** The older text about the rollout, from its first step to its rollback. */
const book = Runbook.open('runbook-older-allocations');
const DEPLOYMENT = 'Deployment Steps';
const FLAGS = [
  'FEATURE_ALLOCATIONS_DUAL_WRITE',
  'FEATURE_RPC_ASSIGN_ATOMIC',
  'FEATURE_ASSIGN_ATOMIC',
];
const all = (value: string): Record<string, string> =>
  Object.fromEntries(FLAGS.map((flag) => [flag, value]));
let onCall: OnCall;
let bistro: BistroOnCall;

beforeAll(async () => {
  onCall = await OnCall.begin({ variables: all('false') });
  bistro = await new BistroOnCall(onCall).open();
});
afterAll(() => onCall.end());

async function claims(where: string): Promise<number> {
  const { rows } = await onCall.database.pool.query<{ n: number }>(
    `select count(*)::integer as n from allocations where ${where}`,
  );
  return rows[0]!.n;
}

test('2. the functions are available', async () => {
  const rows = await onCall.rows(book.take(DEPLOYMENT, 'SELECT routine_name'));
  expect(rows.map(({ routine_name: name }) => name).toSorted()).toEqual([
    'assign_tables_atomic',
    'unassign_tables_atomic',
  ]);
});

test('3. the integration check passes: overlaps roll back cleanly', async () => {
  const check = 'psql "$SUPABASE_DB_URL" -v ON_ERROR_STOP=1 -f supabase/tests';
  const { code, stdout } = await onCall.bash(book.take(DEPLOYMENT, check));
  expect(code).toBe(0);
  expect(stdout).toContain('OK refused: an overlap of one minute');
  expect(stdout).toContain('OK nothing stays');
});

test('4. the backfill mirrors 1:1 as shadows, and says so', async () => {
  await onCall.database.pool.query(
    `insert into booking_table_assignments (booking_id, table_id, venue_id, start_at, end_at, assigned_by)
     select id, $1, $2, '2038-05-01T17:00Z', '2038-05-01T19:00Z', 'maria'
       from unnest($3::uuid[]) id`,
    [bistro.table('T1'), bistro.venueId, [randomUUID(), randomUUID()]],
  );
  const fill = 'psql "$SUPABASE_DB_URL" -v ON_ERROR_STOP=1 -f supabase/utilities';
  const { code, stdout } = await onCall.bash(book.take(DEPLOYMENT, fill));
  expect(code).toBe(0);
  expect(stdout).toMatch(/assignment_rows \| mirrored_rows *\n[-+]+\n +2 \| +2\n/);
  expect(await claims('shadow')).toBe(2);
});

test('5. with all three flags true and a restart, 6. conflicts are answered 409', async () => {
  await onCall.redeploy(all('true'));
  const startsAt = bistro.evening();
  const bookingId = await bistro.party(startsAt);
  const { rows } = await onCall.database.pool.query<object>(
    `select table_id from assign_tables_atomic($1, array[$2::uuid], (select "window" from bookings where booking_id = $1))`,
    [bookingId, bistro.table('T2')],
  );
  expect(rows).toHaveLength(1);
  expect(await claims(`booking_id = '${bookingId}' and not shadow`)).toBe(1);

  const path = `/api/ops/bookings/${await bistro.party(startsAt)}/tables`;
  const body = { tableId: bistro.table('T2') };
  const answer = await onCall.request('POST', path, onCall.tokens.staff, body);
  expect(answer).toMatchObject({ status: 409, body: { code: 'TABLE_CONFLICT' } });

  const past = await onCall.psql(
    `insert into allocations (venue_id, resource_id, "window")
     select venue_id, resource_id, "window" from allocations where not shadow`,
  );
  expect(past.code).not.toBe(0);
  expect(past.stderr).toContain('allocations_resource_window_excl');
});

test('rollback: the flags go off, the functions go, and so do the guarded claims', async () => {
  await onCall.redeploy(all('false'));
  const drop = book.take('Rollback', 'DROP FUNCTION IF EXISTS public.unassign_tables_atomic');
  expect((await onCall.sql(drop)).map(({ columns }) => columns)).toEqual([
    ['DROP FUNCTION'],
    ['DROP FUNCTION'],
  ]);
  expect(await onCall.rows(book.take(DEPLOYMENT, 'SELECT routine_name'))).toEqual([]);
  const [deleted] = await onCall.sql(book.take('Rollback', 'DELETE FROM public.allocations'));
  expect(deleted!.columns).toEqual(['DELETE 1']);
  expect(await claims('not shadow')).toBe(0);
  expect(await claims('shadow')).toBe(2);
});

test('nothing in this text was left out', () => expect(book.left).toEqual([]));
