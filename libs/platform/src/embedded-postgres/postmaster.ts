import { readFileSync } from 'node:fs';
import { rm } from 'node:fs/promises';
import { join } from 'node:path';
import { EmbeddedPostgresError } from './embedded-postgres-error.js';
import { commandLineOf, gone, signal } from '../processes.js';

/** What a running server says of itself in `postmaster.pid`. */
export interface PostmasterFile {
  readonly pid: number;
  readonly port: number;
  readonly ready: boolean;
}

const FAST_STOP_MS_MAX = 30_000;
const IMMEDIATE_STOP_MS_MAX = 10_000;

/** Reads `postmaster.pid`; null when there is none or it is still being written. */
export function readPostmasterFile(clusterDir: string): PostmasterFile | null {
  let lines: string[];
  try {
    lines = readFileSync(join(clusterDir, 'postmaster.pid'), 'utf8').split('\n');
  } catch {
    return null;
  }
  const [pid, port] = [Number(lines[0]), Number(lines[3])];
  if (!Number.isInteger(pid) || pid <= 0) return null;
  return { pid, port, ready: lines[7]?.trim() === 'ready' };
}

/**
 * Stops the server that a killed process left behind on this cluster, and forgets the file of one
 * that died itself. Only ever called under the data directory's lock, so whatever still runs on
 * the cluster has no owner. A process that merely has the old number is left alone.
 */
export async function stopOrphan(clusterDir: string, log: (line: string) => void): Promise<void> {
  const file = readPostmasterFile(clusterDir);
  if (file === null) return;
  if (!servesCluster(file.pid, clusterDir)) {
    await rm(join(clusterDir, 'postmaster.pid'), { force: true });
    return;
  }
  log(`stopping the PostgreSQL that an earlier process left behind (pid ${file.pid})`);
  if (!(await stopServer(file.pid))) {
    throw new EmbeddedPostgresError(
      'ORPHAN_STUCK',
      `A PostgreSQL left behind on ${clusterDir} does not stop: end process ${file.pid} and start again.`,
    );
  }
}

/**
 * Stops a server by PostgreSQL's own signals: fast (ends sessions, then a checkpoint), and when
 * that takes too long immediate, after which the next start recovers from the WAL.
 */
export async function stopServer(pid: number): Promise<boolean> {
  if (!signal(pid, 'SIGINT') || (await gone(pid, FAST_STOP_MS_MAX))) return true;
  return !signal(pid, 'SIGQUIT') || (await gone(pid, IMMEDIATE_STOP_MS_MAX));
}

/** Has a server end at once; the next start recovers from the WAL. */
export function quitServer(pid: number): void {
  signal(pid, 'SIGQUIT');
}

function servesCluster(pid: number, clusterDir: string): boolean {
  return commandLineOf(pid)?.includes(`-D ${clusterDir} `) ?? false;
}
