import { afterEach, beforeEach, describe, expect, test } from '@jest/globals';
import { PostgresLeaseStore } from '#postgres';
import type { FreedLease, RelayHolders } from '#postgres';
import type { TestDatabase } from '../support/database.js';
import { ndjson, runCli } from '../support/run-cli.js';
import { createLogDatabase, PARTITIONS } from '../support/test-write-path.js';

let database: TestDatabase;
let store: PostgresLeaseStore;
beforeEach(async () => {
  database = await createLogDatabase();
  store = new PostgresLeaseStore(database.pool, PARTITIONS);
});
afterEach(() => database.drop());

const leases = (...args: string[]) =>
  runCli(['leases', ...args], { env: { DATABASE_URL: database.databaseUrl } });
const why = ['--reason', 'its machine burnt'] as const;

/** Two partitions each, for a minute. */
async function twoRelay(): Promise<void> {
  for (let round = 0; round < 2; round++) {
    for (const owner of ['a:1', 'b:2']) await store.acquire(owner, 40_000);
  }
}

/** `b:2` is gone, and its lease lies ahead of a clock that went back. */
async function goneAhead(): Promise<void> {
  for (const table of ['relay_leases', 'relay_members']) {
    await database.pool.query(
      `update ${table} set expires_at = now() + interval '1 hour' where owner = 'b:2'`,
    );
  }
}

async function held(): Promise<RelayHolders> {
  return ndjson<RelayHolders>((await leases('list', '--json')).stdout)[0]!;
}

describe('leases list', () => {
  test('says so where no process has relayed', async () => {
    expect(await leases('list')).toEqual({
      code: 0,
      stdout: '',
      stderr: 'no process has relayed yet\n',
    });
  });

  test('shows who has which partition and for how long, and who shares them', async () => {
    await twoRelay();
    await store.tellHalted('a:1', new Map([[0, 'too large']]));
    await database.pool.query(
      `update relay_leases set expires_at = now() - interval '100 seconds' where partition = 3`,
    );
    const { stdout } = await leases('list');
    const lines = stdout.split('\n').map((line) => line.replace(/\d\d s left/, 'some s left'));
    expect(lines[0]).toMatch(
      /^partition \d: [ab]:\d, some s left; published to 0, epoch \d(; waits for people: too large)?$/,
    );
    expect(lines[3]).toMatch(/^partition 3: \S+, gone since 10\d s; published to 0, epoch \d$/);
    expect(lines.slice(4)).toEqual(['process a:1: some s left', 'process b:2: some s left', '']);
    const { leases: all, members } = await held();
    expect(all.map(({ partition }) => partition)).toEqual([0, 1, 2, 3]);
    expect(all.filter(({ halted }) => halted !== null)).toMatchObject([{ halted: 'too large' }]);
    expect(members.map(({ owner }) => owner)).toEqual(['a:1', 'b:2']);
  });
});

describe('leases free', () => {
  const ofB = async () =>
    (await held()).leases.filter(({ owner }) => owner === 'b:2').map(({ partition }) => partition);

  test('frees all of a process that is gone, once, with who did it and why', async () => {
    await twoRelay();
    await goneAhead();
    const partitions = await ofB();
    const freed = await leases('free', '--all-of', 'b:2', ...why);
    expect(freed).toMatchObject({ code: 0, stderr: '' });
    expect(freed.stdout).toBe(
      partitions.map((partition) => `partition ${partition}: freed, was of b:2\n`).join(''),
    );
    expect(await leases('free', '--all-of', 'b:2', ...why)).toEqual({
      code: 0,
      stdout: '',
      stderr: 'b:2 has no leases\n',
    });
    expect((await held()).members.map(({ owner }) => owner)).toEqual(['a:1']);
    expect(await store.acquire('a:1', 40_000)).toHaveLength(PARTITIONS);
    const { rows } = await database.pool.query(
      `select event_type, context ->> 'reason' as reason, context -> 'leases' as leases
         from observability_events`,
    );
    expect(rows).toEqual([
      {
        event_type: 'allocator.operator.leases.freed',
        reason: 'its machine burnt',
        leases: partitions.map((partition) => ({ partition, owner: 'b:2' })),
      },
    ]);
  });

  test('frees one partition, and the former holder moves nothing once another has it', async () => {
    await twoRelay();
    await goneAhead();
    const [partition] = await ofB();
    const [former] = (await store.acquire('b:2', 40_000)).filter(
      (lease) => lease.partition === partition,
    );
    await goneAhead();
    const free = () => leases('free', String(partition), '--json', ...why);
    expect(ndjson<FreedLease[]>((await free()).stdout)[0]).toMatchObject([
      { partition, owner: 'b:2', result: 'freed' },
    ]);
    const again = await free();
    expect(again.code).toBe(0);
    expect(ndjson<FreedLease[]>(again.stdout)[0]).toEqual([
      { partition, owner: null, result: 'free', secondsLeft: null },
    ]);
    await database.pool.query(`delete from relay_members where owner = 'b:2'`);
    const taken = await store.acquire('a:1', 40_000);
    expect(taken.map((lease) => lease.partition)).toContain(partition);
    expect(await store.advance([{ ...former!, to: 1 }])).toEqual(new Set());
  });

  test('keeps what its owner has renewed', async () => {
    await twoRelay();
    const [partition] = await ofB();
    const { code, stdout } = await leases('free', String(partition), ...why);
    expect(code).toBe(1);
    expect(stdout).toMatch(/^partition \d: kept; b:2 has renewed it and it lasts \d+ s; stop that/);
    expect(await ofB()).toContain(partition);
  });

  test.each([
    [['free', '4', ...why], 1, 'There is no log partition 4: they are 0 to 3.'],
    [['free', '0'], 2, 'Say why: --reason.'],
    [['free', ...why], 2, 'Say which partition to free, or of whom: --all-of.'],
    [['free', '0', '--all-of', 'b:2', ...why], 2, 'Say which partition to free, or of whom'],
    [['free', 'zero', ...why], 2, '"zero" is not the number of a log partition.'],
  ])('%j ends with %d', async (args, code, message) => {
    const ended = await leases(...args);
    expect(ended.code).toBe(code);
    expect(ended.stderr).toContain(message);
  });
});
