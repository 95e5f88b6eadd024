import { randomUUID } from 'node:crypto';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { createDatabase } from '../support/database.js';
import { BistroOnCall } from '../support/runbook/bistro-on-call.js';
import { OnCall } from '../support/runbook/on-call.js';
import { Runbook } from '../support/runbook/runbook.js';

/** One rollout, step after step, on a database that no migration has seen. */
const book = Runbook.open('runbook-rollout');
let onCall: OnCall;
let bistro: BistroOnCall;
let VENUE: string;
let directory: string;

beforeAll(async () => {
  directory = await mkdtemp(join(tmpdir(), 'allocator-floor-'));
  onCall = await OnCall.prepare({
    database: await createDatabase({ empty: true }),
    variables: {
      FEATURE_ALLOCATIONS_DUAL_WRITE: 'false',
      FEATURE_RPC_ASSIGN_ATOMIC: 'false',
      FEATURE_ASSIGN_ATOMIC: 'false',
    },
  });
  bistro = new BistroOnCall(onCall);
  VENUE = bistro.venueId;
});
afterAll(async () => {
  await onCall.end();
  await rm(directory, { recursive: true, force: true });
});

async function count(table: string): Promise<number> {
  const { rows } = await onCall.database.pool.query<{ n: number }>(
    `select count(*)::integer as n from ${table}`,
  );
  return rows[0]!.n;
}

/** As the system before this one left them: no event, no claim. */
async function olderRow(label: string, start: string, end: string): Promise<string> {
  const bookingId = randomUUID();
  await onCall.database.pool.query(
    `insert into booking_table_assignments (booking_id, table_id, venue_id, start_at, end_at, assigned_by)
     values ($1, $2, $3, $4, $5, 'maria')`,
    [bookingId, bistro.table(label), VENUE, `2038-05-01T${start}Z`, `2038-05-01T${end}Z`],
  );
  return bookingId;
}

const FUNCTIONS = [
  'assign_tables_atomic',
  'assign_tables_atomic_v2',
  'confirm_table_hold',
  'release_table_hold',
  'unassign_tables_atomic',
];
const functions = async (): Promise<(string | undefined)[]> => {
  const rows = await onCall.rows(book.take('2. Check', 'select routine_name'));
  return rows.map(({ routine_name: name }) => name);
};

describe('1. migrate and 2. check', () => {
  test('what is missing is said, and then done', async () => {
    const { code, stdout } = await onCall.bash(book.take('1. Migrate', 'allocator migrate'));
    expect(code).toBe(0);
    const named = (word: string): string[] =>
      [...stdout.matchAll(new RegExp(`^${word} (\\S+)$`, 'gm'))].map(([, name]) => name!);
    expect(named('pending').length).toBeGreaterThan(5);
    expect(named('applied')).toEqual(named('pending'));
    expect(stdout).toMatch(/^created [1-9]\d* functions$/m);
  });

  test('the functions are there, keep what they promise, and the check leaves nothing', async () => {
    expect(await functions()).toEqual(FUNCTIONS);
    const { code, stdout } = await onCall.bash(book.take('2. Check', 'psql'));
    expect(code).toBe(0);
    expect(stdout.match(/^ *OK /gm)!.length).toBeGreaterThan(40);
    expect(stdout).toContain('OK nothing stays');
    expect(await count('events')).toBe(0);
    expect(await count('venues')).toBe(0);
  });
});

describe('3. backfill', () => {
  const chapter = '3. Backfill';

  test('the venue is loaded into a service that observes', async () => {
    await onCall.start();
    const FLOOR = join(directory, 'floor.json');
    await writeFile(FLOOR, JSON.stringify(bistro.venue));
    const seeded = await onCall.bash(book.take(chapter, 'allocator seed'), { FLOOR });
    expect(seeded).toEqual({ code: 0, stdout: `Bistro (${VENUE}): 4 tables\n`, stderr: '' });
  });

  test('says what it would do with every conflict, does it one for one, and then nothing', async () => {
    const first = await olderRow('T1', '17:00', '19:00');
    const second = await olderRow('T1', '18:00', '20:00');
    await olderRow('T2', '17:00', '19:00');
    const foretold = await onCall.bash(book.take(chapter, 'allocator backfill'));
    expect(foretold.code).toBe(0);
    expect(foretold.stdout).toContain('3 rows of booking_table_assignments would be imported');
    const conflicts = /^CONFLICT table .*$/gm;
    expect(foretold.stdout.match(conflicts)).toHaveLength(1);
    for (const id of [first, second]) expect(foretold.stdout.match(conflicts)![0]).toContain(id);
    expect(await count('allocations')).toBe(0);

    const apply = book.take(chapter, 'allocator backfill --apply');
    expect((await onCall.bash(apply)).stdout).toContain('3 of 3 rows');
    expect(await count('allocations where shadow')).toBe(3);
    expect((await onCall.bash(apply)).stdout).toContain('0 of 0 rows');
  });

  test('the same with psql alone', async () => {
    await olderRow('T3', '17:00', '19:00');
    const { code, stdout } = await onCall.bash(book.take(chapter, 'psql'));
    expect(code).toBe(0);
    const counts = / +1 \| +1 \| +1 \| +0 \| +0\n/;
    expect(stdout).toMatch(counts);
    expect(await onCall.rows(book.take(chapter, 'select (select count'))).toEqual([
      { assignments: '4', mirrored: '4' },
    ]);
  });
});

describe('4. observe', () => {
  const chapter = '4. Observe';

  test('what would have been refused is seen, and which shadows overlap', async () => {
    const { loser, winner } = await bistro.conflict();
    // The other one is of the backfill.
    await bistro.told(`context -> 'observed' = 'true'`, 2);
    const observed = await onCall.rows(book.take(chapter, 'select created_at'));
    expect(observed).toHaveLength(2);
    expect(observed[0]).toMatchObject({
      venue_id: VENUE,
      booking_id: loser,
      message: 'observed, not enforced: T1 already claimed in this window',
    });
    const overlaps = await onCall.rows(book.take(chapter, 'select a.resource_id'));
    expect(overlaps).toHaveLength(2);
    expect(new Set(overlaps.map(({ resource_id: id }) => id))).toEqual(
      new Set([bistro.table('T1')]),
    );
    const pairs = overlaps.map(({ booking_id: a, other: b }) => [a, b].toSorted());
    expect(pairs).toContainEqual([loser, winner].toSorted());
  });
});

describe('5. enforce and 6. watch', () => {
  test('what overlaps nothing is guarded, what stays is listed, conflicts are refused', async () => {
    const enforced = await onCall.bash(book.take('5. Enforce', 'allocator flags set'), { VENUE });
    expect(enforced.code).toBe(0);
    expect(enforced.stdout).toMatch(/^\d+ bookings are guarded now, 4 stay shadows$/m);
    expect(enforced.stdout.match(/ on  +venue, .*: rollout$/gm)).toHaveLength(3);
    const left = await onCall.rows(book.take('5. Enforce', 'select resource_id'));
    expect(left.map(({ resource_id: id }) => id)).toEqual(Array(4).fill(bistro.table('T1')));
    expect(await count('allocations where not shadow')).toBe(2);

    const startsAt = bistro.evening();
    await bistro.seated('T2', startsAt);
    const bookingId = await bistro.party(startsAt);
    const path = `/api/ops/bookings/${bookingId}/tables`;
    const body = { tableId: bistro.table('T2') };
    const { status } = await onCall.request('POST', path, onCall.tokens.staff, body);
    expect(status).toBe(409);
    const metrics = await (await fetch(`${onCall.url}/metrics`)).text();
    const refused = /^allocator_http_request_duration_seconds_count\{.*status="409"\} 1$/m;
    expect(metrics).toMatch(refused);
  });

  test('nothing fires and nothing differs', async () => {
    const alerts = await onCall.bash(book.take('6. Watch', 'allocator alerts'));
    expect({ ...alerts, stdout: alerts.stdout.match(/^firing.*$/gm) }).toMatchObject({
      code: 0,
      stdout: null,
    });
    const verified = await onCall.bash(book.take('6. Watch', 'allocator verify'));
    expect(verified).toMatchObject({ code: 0, stdout: 'verified: no differences\n' });
  });
});

describe('rollback', () => {
  const chapter = 'Rollback';

  test('flags go off for all; a venue keeps its own', async () => {
    const off = await onCall.bash(book.take(chapter, 'allocator flags set'));
    expect(off.stdout.match(/ off +global, .*: rollback$/gm)).toHaveLength(3);
    const { stdout } = await onCall.bash(book.take(chapter, 'allocator flags list'), { VENUE });
    expect(stdout.match(/ on  +venue, .*: rollout$/gm)).toHaveLength(3);
  });

  test('the functions go, and come back', async () => {
    expect((await onCall.bash(book.take(chapter, 'psql'))).code).toBe(0);
    expect(await functions()).toEqual([]);
    expect((await onCall.bash(book.take(chapter, 'allocator migrate'))).code).toBe(0);
    expect(await functions()).toEqual(FUNCTIONS);
  });

  test('claims go; the log keeps them, so that a repair brings them back', async () => {
    const guarded = await count('allocations where not shadow');
    const [deleted] = await onCall.sql(book.take(chapter, 'delete from allocations'));
    expect(deleted!.columns).toEqual([`DELETE ${guarded}`]);
    expect(await count('allocations where not shadow')).toBe(0);
    expect((await onCall.bash(book.take('6. Watch', 'allocator verify'))).code).toBe(3);
    await onCall.bash({
      ...book.take('6. Watch', 'allocator verify'),
      text: 'allocator replay --to allocations --apply',
    });
    expect(await count('allocations where not shadow')).toBe(guarded);
  });
});

test('nothing in these chapters was left out', () => expect(book.left).toEqual([]));
