import { spawn } from 'node:child_process';
import type { ChildProcess } from 'node:child_process';
import { createInterface } from 'node:readline';
import { setTimeout as delay } from 'node:timers/promises';
import { SERVER_ENVIRONMENT } from './cluster.js';
import { EmbeddedPostgresError } from './embedded-postgres-error.js';
import type { Placement } from './placement.js';
import { readPostmasterFile, stopServer } from './postmaster.js';

export interface RunningServer {
  readonly pid: number;
  /** When the process has ended, for whatever reason. */
  readonly ended: Promise<unknown>;
  stop(): Promise<void>;
}

export interface ServerOptions {
  readonly program: string;
  readonly placement: Placement;
  readonly settings: readonly string[];
  readonly log: (line: string) => void;
}

/** Recovery after a crash reads the WAL since the last checkpoint, at most a few GB. */
const READY_MS_MAX = 120_000;
const LAST_WORDS_MAX = 20;

/**
 * fsync stays on: an acknowledged command survives a power cut. The rest suits one service with
 * many short transactions on one machine.
 */
const SETTINGS = [
  'listen_addresses=127.0.0.1',
  // No socket file: its path may be too long, and nobody would look for it.
  'unix_socket_directories=',
  'max_connections=200',
  'shared_buffers=256MB',
  'wal_buffers=16MB',
  'max_wal_size=2GB',
  'random_page_cost=1.1',
  'jit=off',
  'max_locks_per_transaction=256',
  'timezone=UTC',
  'log_timezone=UTC',
  'log_min_messages=warning',
  'log_checkpoints=off',
];

/** Starts the server process and waits until it takes connections. */
export async function startServer(options: ServerOptions): Promise<RunningServer> {
  const { program, placement, log } = options;
  const { clusterDir, serverUser, record } = placement;
  const settings = [...SETTINGS, ...options.settings].flatMap((setting) => ['-c', setting]);
  const child = spawn(program, ['-D', clusterDir, '-p', String(record.port), ...settings], {
    ...serverUser,
    cwd: '/',
    env: SERVER_ENVIRONMENT,
    stdio: ['ignore', 'ignore', 'pipe'],
    // A session of its own: Ctrl-C reaches the service, which stops its server after itself.
    detached: true,
  });
  const lastWords = listen(child, log);
  const ended = new Promise<Error | null>((done) => {
    child.once('error', done);
    child.once('exit', () => done(null));
  });
  await ready(child, clusterDir, ended, lastWords);
  const pid = child.pid!;
  // When the process ends without stop(), at least tell the server to end too.
  const lastResort = (): void => void child.kill('SIGINT');
  process.once('exit', lastResort);
  void ended.then(() => process.removeListener('exit', lastResort));
  return {
    pid,
    ended,
    async stop() {
      if (!(await stopServer(pid))) {
        throw new EmbeddedPostgresError('ORPHAN_STUCK', `PostgreSQL (pid ${pid}) does not stop.`);
      }
      await ended;
    },
  };
}

function listen(child: ChildProcess, log: (line: string) => void): string[] {
  const lastWords: string[] = [];
  createInterface({ input: child.stderr! }).on('line', (line) => {
    lastWords.push(line);
    if (lastWords.length > LAST_WORDS_MAX) lastWords.shift();
    log(line);
  });
  return lastWords;
}

/** Asks `postmaster.pid`, as pg_ctl does: no message of the server needs to be understood. */
async function ready(
  child: ChildProcess,
  clusterDir: string,
  ended: Promise<Error | null>,
  lastWords: readonly string[],
): Promise<void> {
  const outcome: { ended: boolean; cause: Error | null } = { ended: false, cause: null };
  void ended.then((cause) => Object.assign(outcome, { ended: true, cause }));
  const deadline = performance.now() + READY_MS_MAX;
  for (;;) {
    const file = readPostmasterFile(clusterDir);
    if (file?.ready === true && file.pid === child.pid) return;
    const late = performance.now() > deadline;
    if (late) child.kill('SIGQUIT');
    if (outcome.ended || late) {
      const why = late ? `it was not ready within ${READY_MS_MAX / 1000} s` : 'it ended at once';
      const said = outcome.cause?.message ?? lastWords.join('\n');
      throw new EmbeddedPostgresError('START_FAILED', `PostgreSQL did not start: ${why}. ${said}`, {
        cause: outcome.cause,
      });
    }
    await Promise.race([delay(20), ended]);
  }
}
