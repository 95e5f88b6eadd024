import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { WritePath, createPool, fixLogPartitions, migrate, verifyLog } from '#postgres';
import { readRuntimeFile } from '#platform';
import type { Command } from '#contracts';
import { enforcing } from '../test/support/enforcing.js';
import { startServiceProcess } from '../test/support/service-process.js';
import { submitInOrder } from '../test/support/submit-in-order.js';
import { cpuMs } from './cpu-clock.js';
import { sendOverHttp } from './http-load.js';
import { describeMachine } from './machine.js';
import type { BenchReport, Series } from './report.js';
import { assignments, configurations, registrations } from './restaurants.js';
import { openSingleRows } from './single-rows.js';
import type { PeerWork } from './single-rows.js';

export interface WritePathBenchSize {
  /** After one more as a warm-up. */
  readonly rounds: number;
  readonly busCommands: number;
  readonly arrayCommands: number;
  readonly singleCommands: number;
  readonly peerSeconds: number;
}

const LANES = 4;
const BATCH_MAX = 256;
/** Two batches for each lane: one under way, one waiting. */
const IN_FLIGHT = LANES * 2 * BATCH_MAX;
const ARRAY = 500;
const ARRAY_CONNECTIONS = 8;
const SINGLE_CONNECTIONS = 64;
const PEERS = [
  ['claim', 1],
  ['claim', 8],
  ['claim', 32],
  ['direct', 8],
  ['direct', 32],
  ['all four', 8],
  ['all four', 32],
] as const;

/**
 * The complete write path: an assignment of a registered booking to a table, decided, recorded as
 * event and outcome, guarded, committed and answered; beside PostgreSQL taking single rows. In
 * turns on one server, so that whatever else the machine does meets all alike.
 */
export async function benchWritePath(
  databaseUrl: string,
  /** Whether the server was started by this process, so that its CPU can be counted. */
  withServer: boolean,
  size: WritePathBenchSize,
  log: (line: string) => void,
): Promise<BenchReport> {
  await migrate(databaseUrl);
  const pool = createPool(databaseUrl);
  const partitions = await fixLogPartitions(pool, 32);
  const dataDir = await mkdtemp(join(tmpdir(), 'allocator-bench-'));
  const path = { databaseUrl, partitions, lanes: LANES, batchMax: BATCH_MAX };
  const writePath = new WritePath({ ...path, flagDefaults: enforcing });
  const service = await startServiceProcess('main.js', serviceEnvironment(databaseUrl, dataDir));
  try {
    const { tokens } = (await readRuntimeFile(dataDir))!;
    const target = { url: service.url, token: tokens!.admin };
    const peer = await openSingleRows(databaseUrl);
    await submitAll(writePath, configurations());
    const series = emptySeries();
    const perRound = size.busCommands + size.arrayCommands + size.singleCommands;
    for (let round = 0; round <= size.rounds; round++) {
      const from = round * perRound;
      await submitAll(writePath, registrations(from, perRound));
      const all = assignments(from, perRound);
      const bus = all.splice(0, size.busCommands);
      const arrays = all.splice(0, size.arrayCommands);
      const measured = async (name: string, measure: () => Promise<Measured>): Promise<void> => {
        // What one measurement left to be written must not be paid for by the next.
        await pool.query('checkpoint');
        const cpuBefore = cpuMs();
        const { count, elapsedMs } = await measure();
        const cpuAfter = cpuMs();
        const rate = (count / elapsedMs) * 1000;
        log(`round ${round}${round === 0 ? ' (warm-up)' : ''}: ${name} ${Math.round(rate)}/s`);
        if (round === 0) return;
        series[name]!.rates.push(rate);
        if (cpuBefore === null || cpuAfter === null || !withServer) return;
        series[name]!.cpuMicros.push(((cpuAfter - cpuBefore) * 1000) / count);
      };
      for (const work of PEERS) {
        const [what, clients] = work;
        await measured(peerName(work), async () => {
          const elapsedMs = size.peerSeconds * 1000;
          const rate = await peer.measure(what, clients, size.peerSeconds);
          return { count: rate * size.peerSeconds, elapsedMs };
        });
        if (what === 'direct') await peer.clear();
      }
      await measured(BUS, () => timed(bus, () => submitAll(writePath, bus)));
      await measured(ARRAYS, () =>
        timed(arrays, () => sendOverHttp(target, arrays, ARRAY, ARRAY_CONNECTIONS)),
      );
      await measured(SINGLES, () =>
        timed(all, () => sendOverHttp(target, all, 1, SINGLE_CONNECTIONS)),
      );
    }
    const { differences, events } = await verifyLog({ pool, partitions });
    if (differences.length > 0) throw new Error(`verify: ${JSON.stringify(differences)}`);
    const others = PEERS.filter(([what]) => what !== 'claim').map(peerName);
    const of = (name: string): Series => ({ name, ...series[name]! });
    return {
      date: new Date().toISOString().slice(0, 16).replace('T', ' ') + ' UTC',
      title: 'The complete write path',
      machine: await describeMachine(databaseUrl),
      driver: peer.driver,
      base: 'best single-row rate',
      notes: notesOn(size, events),
      peers: PEERS.filter(([what]) => what === 'claim').map((work) => of(peerName(work))),
      subjects: [...others, BUS, ARRAYS, SINGLES].map(of),
    };
  } finally {
    await service.end('SIGTERM');
    await writePath.drain();
    await pool.end();
    await rm(dataDir, { recursive: true, force: true });
  }
}

const BUS = `AssignTables through the write path, ${IN_FLIGHT} in flight`;
const ARRAYS = `AssignTables over HTTP, arrays of ${ARRAY}, ${ARRAY_CONNECTIONS} connections`;
const SINGLES = `AssignTables over HTTP, one a request, ${SINGLE_CONNECTIONS} connections`;
const peerName = ([what, clients]: readonly [PeerWork, number]): string =>
  `${WORK_NAMES[what]} a transaction, ${clients} client${clients > 1 ? 's' : ''}`;
const WORK_NAMES: Readonly<Record<PeerWork, string>> = {
  claim: 'a claim',
  direct: 'a claim past the service (with its trigger)',
  'all four': 'all four rows',
};

function emptySeries(): Record<string, { rates: number[]; cpuMicros: number[] }> {
  const names = [...PEERS.map(peerName), BUS, ARRAYS, SINGLES];
  return Object.fromEntries(names.map((name) => [name, { rates: [], cpuMicros: [] }]));
}

interface Measured {
  /** Commands answered, or rows committed. */
  readonly count: number;
  readonly elapsedMs: number;
}

async function timed(commands: readonly Command[], send: () => Promise<number>): Promise<Measured> {
  return { count: commands.length, elapsedMs: await send() };
}

function notesOn(size: WritePathBenchSize, events: number): string[] {
  const { busCommands, arrayCommands, singleCommands, peerSeconds } = size;
  return [
    'A command: one booking, registered before, gets the table it asks for. Decided against the ' +
      'floor, and stored in one transaction with others as one event (hashed, chained), one outcome ' +
      '(idempotency), one guarded claim and one row of the assignment. All were accepted.',
    `64 restaurants of 50 tables over ${LANES} lanes, batches of at most ${BATCH_MAX}; in every round ` +
      `${busCommands} commands in process, ${arrayCommands} in arrays, ${singleCommands} one by one. ` +
      'HTTP goes to a service process of its own with ROLES=api.',
    `The peers: one claim a transaction into a copy of the guarded table, with its exclusion ` +
      `constraint and indexes and without our trigger; the same into the guarded table itself, with ` +
      `the trigger that serialises direct writers; and all four rows of a command in one statement. Both without a read, a decision, a hash or idempotency, ${peerSeconds} s each.`,
    `Rounds in turns after a warm-up, a checkpoint before each measurement. Afterwards verify read ` +
      `all ${events} events and found the log and the tables in agreement.`,
  ];
}

/** Submits in order, answers the elapsed milliseconds; fails unless all are accepted. */
async function submitAll(writePath: WritePath, commands: readonly Command[]): Promise<number> {
  let accepted = 0;
  const startedAt = performance.now();
  await submitInOrder(writePath, commands, IN_FLIGHT, (_, outcome) => {
    if (outcome.status === 'accepted') accepted += 1;
  });
  const elapsedMs = performance.now() - startedAt;
  if (accepted !== commands.length) {
    throw new Error(`${commands.length - accepted} of ${commands.length} were not accepted`);
  }
  return elapsedMs;
}

function serviceEnvironment(databaseUrl: string, dataDir: string): Record<string, string> {
  return {
    PORT: '0',
    DATA_DIR: dataDir,
    DATABASE_URL: databaseUrl,
    ROLES: 'api',
    LANES: String(LANES),
    BATCH_MAX: String(BATCH_MAX),
    LOG_LEVEL: 'warn',
    ...Object.fromEntries(Object.entries(enforcing).map(([flag, on]) => [flag, String(on)])),
  };
}
