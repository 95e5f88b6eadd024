import { afterEach, beforeEach, describe, expect, test } from '@jest/globals';
import type { Command, CommandOutcome } from '#contracts';
import { logPartitionOf } from '#contracts';
import { UnavailableError } from '#event-sourcing';
import type { WritePath } from '#postgres';
import { assign, configure, register } from '../support/commands.js';
import { FaultyProxy } from '../support/faulty-proxy.js';
import type { TestDatabase } from '../support/database.js';
import { VENUE_ID, from, table } from '../support/floor-plan.js';
import { expectNoOverlaps, expectWholeLog } from '../support/log-proof.js';
import { Outsider, lanesWaiting } from '../support/outsider.js';
import { PARTITIONS, createLogDatabase, writePathOn } from '../support/test-write-path.js';
import { until } from '../support/until.js';

const PARTITION = logPartitionOf(VENUE_ID, PARTITIONS);
const COUNT = 20;
const numbers = Array.from({ length: COUNT }, (_, i) => i + 1);
const assignAll = numbers.map((n) => assign(`B${n}`, `N${n}`));

let database: TestDatabase;
let writePath: WritePath;
let outsider: Outsider;
let batches: number[];

/** Twenty tables and as many bookings at 19:00, none seated yet. */
async function open(options: Parameters<typeof writePathOn>[1] = {}): Promise<void> {
  writePath = writePathOn(database, { onBatch: (commands) => batches.push(commands), ...options });
  const tables = numbers.map((n) => table(`N${n}`, 4));
  const setup = [
    configure({}, { tables, adjacencies: [] }),
    ...numbers.map((n) => register(`B${n}`)),
  ];
  // One at a time, for a queue that holds few.
  for (const command of setup) await writePath.submit(command);
  batches = [];
}

function submitAll(commands: readonly Command[]): Promise<CommandOutcome[]> {
  return Promise.all(commands.map((command) => writePath.submit(command)));
}

async function someLaneWaits(): Promise<boolean> {
  return (await lanesWaiting(database.pool)).length > 0;
}

beforeEach(async () => {
  batches = [];
  database = await createLogDatabase();
  outsider = await Outsider.in(database);
});
afterEach(async () => {
  await outsider.end();
  await writePath.drain();
  await database.drop();
});

describe('somebody who bypasses the service', () => {
  test('costs only the command that meets them, which hears who they are', async () => {
    await open();
    await outsider.beginUnguarded();
    const stranger = await outsider.take('N7', from('20:00', '22:00'));
    const answered = submitAll(assignAll);
    await until(someLaneWaits);
    await outsider.commit();
    const outcomes = await answered;
    // The batch of twenty failed as one, and then each command was a batch of its own.
    expect(batches).toEqual(numbers.map(() => 1));
    const refused = outcomes.filter((outcome) => outcome.status === 'rejected');
    expect(refused.map((outcome) => outcome.commandId)).toEqual([assignAll[6]!.commandId]);
    expect(refused[0]!.rejection).toMatchObject({
      code: 'TABLE_CONFLICT',
      blockers: [{ kind: 'assignment', label: 'N7', bookingId: stranger, owner: 'outsider' }],
    });
    await expectNoOverlaps(database.pool);
    await expectWholeLog(database.pool, PARTITIONS);
  });

  test('and rolls back costs nobody anything', async () => {
    await open();
    await outsider.beginUnguarded();
    await outsider.take('N7', from('20:00', '22:00'));
    const answered = submitAll(assignAll);
    await until(someLaneWaits);
    await outsider.rollback();
    expect((await answered).map((outcome) => outcome.status)).toEqual(
      assignAll.map(() => 'accepted'),
    );
    expect(batches).toEqual([COUNT]);
  });

  test('and never ends costs the others only the wait for one lock', async () => {
    await open({ lockTimeoutMs: 60 });
    await outsider.beginUnguarded();
    await outsider.take('N2', from('20:00', '22:00'));
    const [first, second, third] = await Promise.allSettled(
      assignAll.slice(0, 3).map((command) => writePath.submit(command)),
    );
    expect([first, third]).toMatchObject([
      { value: { status: 'accepted' } },
      { value: { status: 'accepted' } },
    ]);
    expect(second).toMatchObject({ reason: { code: 'LOG_UNAVAILABLE' } });
    await outsider.rollback();
    const again = await writePath.submit(assignAll[1]!);
    expect(again).toMatchObject({ status: 'accepted', duplicate: false });
  });

  test('and inserts plainly, eight at once, two tables in any order, meets no deadlock', async () => {
    await open();
    const strangers = await Promise.all(numbers.slice(0, 8).map(() => Outsider.in(database)));
    const codes = new Map<string, number>();
    const note = (code: string) => codes.set(code, (codes.get(code) ?? 0) + 1);
    const insert = async (stranger: Outsider, round: number, who: number): Promise<void> => {
      const pair = who % 2 === 0 ? ['N1', 'N2'] : ['N2', 'N1'];
      const minute = String((round * 7 + who) % 60).padStart(2, '0');
      await stranger.client.query('begin');
      try {
        for (const name of pair)
          await stranger.take(name, from(`${round}:${minute}`, `${round + 1}:30`));
        await stranger.commit();
        note('committed');
      } catch (error) {
        note((error as { code: string }).code);
        await stranger.rollback();
      }
    };
    await Promise.all(
      strangers.map(async (stranger, who) => {
        for (let round = 0; round < 20; round++) await insert(stranger, round, who);
        await stranger.end();
      }),
    );
    expect([...codes.keys()].sort()).toEqual(['23P01', 'committed']);
    expect(codes.get('23P01')! + codes.get('committed')!).toBe(160);
    await expectNoOverlaps(database.pool);
  });
});

describe('a lock that somebody else holds', () => {
  test('past the time limit is told as such, and the same command works later', async () => {
    await open({ lockTimeoutMs: 60 });
    await outsider.lockPartition(PARTITION);
    const told = await writePath.submit(assignAll[0]!).catch((error: unknown) => error);
    expect(told).toBeInstanceOf(UnavailableError);
    expect(told).toMatchObject({ code: 'LOG_UNAVAILABLE' });
    await outsider.commit();
    const again = await writePath.submit(assignAll[0]!);
    expect(again).toMatchObject({ status: 'accepted', duplicate: false });
  });

  test('fills the queue up to its bound and no further', async () => {
    await open({ queueMax: 5, batchMax: 2, lanes: 1 });
    await outsider.lockPartition(PARTITION);
    const answered = Promise.allSettled(assignAll.map((command) => writePath.submit(command)));
    await until(someLaneWaits);
    await outsider.commit();
    const settled = await answered;
    const accepted = settled.filter((one) => one.status === 'fulfilled');
    const refused = settled.filter((one) => one.status === 'rejected');
    expect(accepted.length).toBe(5);
    for (const { reason } of refused) expect(reason).toMatchObject({ code: 'OVERLOADED' });
  });

  test('does not keep a draining service from answering all that it accepted', async () => {
    await open();
    await outsider.lockPartition(PARTITION);
    const answered = submitAll(assignAll);
    await until(someLaneWaits);
    const drained = writePath.drain();
    await expect(writePath.submit(register('late'))).rejects.toMatchObject({ code: 'STOPPING' });
    await outsider.commit();
    await drained;
    for (const outcome of await answered) expect(outcome.status).toBe('accepted');
  });
});

describe('a lost connection', () => {
  test('before anything was stored is nothing to the sender', async () => {
    await open();
    await outsider.lockPartition(PARTITION);
    const answered = submitAll(assignAll);
    await until(someLaneWaits);
    const [pid] = await lanesWaiting(database.pool);
    await database.pool.query('select pg_terminate_backend($1)', [pid]);
    await outsider.commit();
    for (const outcome of await answered) {
      expect(outcome).toMatchObject({ status: 'accepted', duplicate: false });
    }
    await expectOnce(assignAll);
  });

  test('while storing leaves one true outcome, for the sender and for repeats', async () => {
    await open();
    await outsider.client.query('begin');
    await claimCommandId(assignAll[3]!);
    const answered = submitAll(assignAll);
    await until(someLaneWaits);
    const [pid] = await lanesWaiting(database.pool);
    await database.pool.query('select pg_terminate_backend($1)', [pid]);
    await outsider.rollback();
    for (const outcome of await answered) expect(outcome.status).toBe('accepted');
    await expectOnce(assignAll);
  });

  test('after the commit, before its answer, leaves one true outcome too', async () => {
    const direct = new URL(database.databaseUrl);
    const proxy = await FaultyProxy.to(Number(direct.port));
    try {
      const url = new URL(direct);
      url.host = `127.0.0.1:${proxy.port}`;
      await open({ databaseUrl: url.href });
      await outsider.client.query('begin');
      await claimCommandId(assignAll[3]!);
      const answered = submitAll(assignAll);
      await until(someLaneWaits);
      proxy.be('cut answers');
      await outsider.rollback();
      await until(() => proxy.cuts > 0);
      proxy.be('pass');
      for (const outcome of await answered) {
        expect(outcome).toMatchObject({ status: 'accepted', duplicate: true });
      }
      await expectOnce(assignAll);
    } finally {
      await proxy.stop();
    }
  });

  /** Makes whoever stores this command's outcome wait for the outsider's end. */
  async function claimCommandId({ commandId }: Command): Promise<void> {
    await outsider.client.query(
      `insert into commands (command_id, venue_id, type, fingerprint, outcome, recorded_at)
       values ($1, $2, 'AssignTables', '', '{}', clock_timestamp())`,
      [commandId, VENUE_ID],
    );
  }

  /** Each command took effect once, and says the same when it is sent again. */
  async function expectOnce(commands: readonly Command[]): Promise<void> {
    const { rows } = await database.pool.query<{ events: number; ids: number }>(
      `select count(*) as events, count(distinct command_id) as ids from events
        where command_id = any($1)`,
      [commands.map((command) => command.commandId)],
    );
    expect(rows).toEqual([{ events: commands.length, ids: commands.length }]);
    for (const outcome of await submitAll(commands)) {
      expect(outcome).toMatchObject({ status: 'accepted', duplicate: true });
    }
    await expectWholeLog(database.pool, PARTITIONS);
  }
});

describe('one bad command among good ones', () => {
  test('fails alone', async () => {
    await open();
    // A party that no column can hold: the ways in refuse it, a bug of theirs would not.
    const bad = register('B1', { partySize: 3_000_000_000 });
    const settled = await Promise.allSettled(
      [assignAll[0]!, bad, assignAll[1]!].map((command) => writePath.submit(command)),
    );
    expect(settled).toMatchObject([
      { value: { status: 'accepted' } },
      { status: 'rejected', reason: { code: '22003' } },
      { value: { status: 'accepted' } },
    ]);
    await expectWholeLog(database.pool, PARTITIONS);
  });
});
