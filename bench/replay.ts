import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, readFile, rm, chmod } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { createPool, fixLogPartitions, migrate, verifyLog } from '#postgres';
import { cpuMs } from './cpu-clock.js';
import { writeLongLog } from './long-log.js';
import { describeMachine } from './machine.js';
import type { BenchReport, Series } from './report.js';

export interface ReplayBenchSize {
  readonly events: number;
  /** Each measures COPY, a comparison and a repair of everything, in turns. */
  readonly rounds: number;
}

type Pool = ReturnType<typeof createPool>;

const COPY = 'COPY of the claims into the guarded, indexed table';
const COMPARE = 'events of a replay to allocations that compares';
const REPAIR = 'events of one that finds every table empty and fills it';
const CLI = fileURLToPath(new URL('../apps/operator/src/main.js', import.meta.url));

/**
 * A long log replayed by the command line, as an operator does it, beside the least that could be
 * done with what comes of it: COPY of the resulting claims into a copy of `allocations`, with its
 * exclusion constraint, checks and indexes and without our trigger. In turns on one server.
 *
 * @param databaseUrl an empty database, of a superuser on this machine: the server reads a file
 */
export async function benchReplay(
  databaseUrl: string,
  /** Whether the server was started by this process, so that its CPU can be counted. */
  withServer: boolean,
  { events: wanted, rounds }: ReplayBenchSize,
  log: (line: string) => void,
): Promise<BenchReport> {
  await migrate(databaseUrl);
  const pool = createPool(databaseUrl, { statementTimeoutMs: 0, max: 2 });
  const partitions = await fixLogPartitions(pool, 32);
  const directory = await mkdtemp(join(tmpdir(), 'allocator-bench-rows-'));
  // The server may be another user.
  await chmod(directory, 0o777);
  try {
    const events = await writeLongLog(pool, partitions, wanted);
    log(`a log of ${events} events`);
    await pool.query('create table bench_allocations (like allocations including all)');
    const rounder = new Rounds({ pool, databaseUrl, withServer, events, log });
    for (let round = 0; round < rounds; round++) await rounder.run(join(directory, 'claims'));
    await requireAgreement(pool, partitions);
    const of = (name: string): Series => ({ name, ...rounder.series.get(name)! });
    return {
      date: new Date().toISOString().slice(0, 16).replace('T', ' ') + ' UTC',
      title: 'Replay',
      machine: await describeMachine(databaseUrl),
      driver: 'COPY from a file of the server',
      base: 'rate of COPY',
      notes: notesOn(events, rounder),
      peers: [of(COPY)],
      subjects: [COMPARE, REPAIR].map(of),
    };
  } finally {
    await pool.end();
    await rm(directory, { recursive: true, force: true });
  }
}

interface RoundsOptions {
  readonly pool: Pool;
  readonly databaseUrl: string;
  readonly withServer: boolean;
  readonly events: number;
  readonly log: (line: string) => void;
}

/** What is measured, round after round. */
class Rounds {
  readonly series = new Map<string, { rates: number[]; cpuMicros: number[] }>();
  readonly memory: Memory[] = [];
  claims = 0;

  constructor(private readonly options: RoundsOptions) {}

  async run(file: string): Promise<void> {
    const { pool } = this.options;
    await emptyTables(pool);
    await this.measured(REPAIR, () => this.replay('--apply'));
    await pool.query('vacuum (analyze)');
    await pool.query(`copy (${IN_LOG_ORDER}) to '${file}'`);
    await pool.query('truncate bench_allocations');
    await this.measured(COPY, async () => {
      const { rowCount } = await pool.query(`copy bench_allocations from '${file}'`);
      this.claims = rowCount!;
      return this.claims;
    });
    await this.measured(COMPARE, () => this.replay());
  }

  private async replay(...more: string[]): Promise<number> {
    this.memory.push(await replay(this.options.databaseUrl, ...more));
    return this.options.events;
  }

  /** @param work answers how many events or rows it took */
  private async measured(name: string, work: () => Promise<number>): Promise<void> {
    const { pool, withServer, log } = this.options;
    // What one measurement left to be written must not be paid for by the next.
    await pool.query('checkpoint');
    const [startedMs, cpuBefore] = [performance.now(), cpuMs()];
    const count = await work();
    const rate = (count / (performance.now() - startedMs)) * 1_000;
    const cpuAfter = cpuMs();
    log(`${name}: ${Math.round(rate)}/s`);
    const series = this.series.get(name) ?? { rates: [], cpuMicros: [] };
    this.series.set(name, series);
    series.rates.push(rate);
    if (!withServer || cpuBefore === null || cpuAfter === null) return;
    series.cpuMicros.push(((cpuAfter - cpuBefore) * 1_000) / count);
  }
}

/** The log has no outcomes; everything else must agree. */
async function requireAgreement(pool: Pool, partitions: number): Promise<void> {
  const { differences } = await verifyLog({ pool, partitions });
  const wrong = differences.filter(({ check }) => check !== 'outcomes');
  if (wrong.length > 0) throw new Error(`verify: ${JSON.stringify(wrong)}`);
}

/** As they came about, which suits the indexes better than the order of their ids. */
const IN_LOG_ORDER = 'select * from allocations order by created_at, venue_id, "window"';

async function emptyTables(pool: Pool): Promise<void> {
  await pool.query(
    `truncate allocations, booking_table_assignments, table_holds, ended_claims, bookings, venues,
              tables, table_adjacencies, feature_flags`,
  );
}

/** Resident memory of one replay's process. */
interface Memory {
  readonly peakMb: number;
  /** The most over its first and its last third. */
  readonly earlyMb: number;
  readonly lateMb: number;
}

const SAMPLE_MS = 200;

async function replay(databaseUrl: string, ...more: string[]): Promise<Memory> {
  const args = [CLI, 'replay', '--to', 'allocations', ...more];
  const env = { PATH: process.env['PATH'], DATABASE_URL: databaseUrl };
  const child = spawn(process.execPath, args, { env, stdio: ['ignore', 'ignore', 'inherit'] });
  const samples: number[] = [];
  const timer = setInterval(
    () => void residentMb(child.pid!).then((mb) => samples.push(mb)),
    SAMPLE_MS,
  );
  const [code] = (await once(child, 'close')) as [number | null];
  clearInterval(timer);
  if (code !== 0) throw new Error(`the replay ended with ${code}`);
  // The end of the process itself is read as nothing.
  const seen = samples.filter((mb) => mb > 0);
  const third = Math.ceil(seen.length / 3);
  return {
    peakMb: Math.max(...seen),
    earlyMb: Math.max(...seen.slice(0, third)),
    lateMb: Math.max(...seen.slice(-third)),
  };
}

async function residentMb(pid: number): Promise<number> {
  const status = await readFile(`/proc/${pid}/status`, 'utf8').catch(() => '');
  return Number(/^VmRSS:\s+(\d+) kB/m.exec(status)?.[1] ?? 0) / 1_024;
}

function notesOn(events: number, { claims, memory }: Rounds): string[] {
  const most = (of: keyof Memory) => Math.round(Math.max(...memory.map((one) => one[of])));
  return [
    `${events} events of 64 restaurants over 32 log partitions, decided by the domain: bookings ` +
      `registered and seated, a tenth by way of a hold, four tenths checked in, a tenth ` +
      `cancelled. Of them come ${claims} claims, and bookings, assignments and ended holds besides.`,
    'A replay is `allocator replay --to allocations`, its start as a process included: it checks ' +
      'the hash chain, folds into the shadow, and compares all tables with it. The other begins ' +
      'with every table empty and repairs with --apply: all rows go through the guarded tables, ' +
      'in one transaction. Afterwards verify found log and tables in agreement.',
    `Resident memory of the process at most ${most('peakMb')} MB; ${most('earlyMb')} MB over the ` +
      `first third of its time, ${most('lateMb')} over the last.`,
  ];
}
