import { setTimeout as delay } from 'node:timers/promises';
import { startEmbeddedPostgres } from '#platform';
import type { Config } from '#platform';
import { createPool } from '#postgres';
import type { Logger } from './logger.js';
import type { Stops } from './stops.js';

const WAIT_MS = 60_000;
const RETRY_MS = 1_000;

/**
 * The address of a database that answers: the one configured, or one of our own under `dataDir`.
 *
 * @param signal ends the wait for the one configured: rejects with the signal's reason, at once
 */
export async function openDatabase(
  config: Config,
  logger: Logger,
  stops: Stops,
  signal?: AbortSignal,
): Promise<string> {
  if (config.databaseUrl !== null) {
    // An attempt to connect is not to be called off, and may take seconds: it is left behind.
    await unlessAborted(waitForDatabase(config.databaseUrl, logger, signal), signal);
    return config.databaseUrl;
  }
  const log = logger.child({ from: 'postgres' });
  const embedded = await startEmbeddedPostgres({
    dataDir: config.dataDir,
    log: (line) => log.info(line),
  });
  stops.add('database', () => embedded.stop());
  return embedded.databaseUrl;
}

/** @throws Error saying what was tried when the database has not answered for a minute. */
async function waitForDatabase(
  databaseUrl: string,
  logger: Logger,
  signal?: AbortSignal,
): Promise<void> {
  const pool = createPool(databaseUrl, { max: 1 });
  const { hostname, port, pathname } = new URL(databaseUrl);
  const where = `${hostname || 'localhost'}:${port || '5432'}${pathname}`;
  const deadline = performance.now() + WAIT_MS;
  try {
    for (;;) {
      try {
        await pool.query('select 1');
        return;
      } catch (error) {
        if (signal?.aborted) return;
        const reason = (error as Error).message || String(error);
        if (performance.now() > deadline) {
          const message = `PostgreSQL at ${where} did not answer for ${WAIT_MS / 1000} s: ${reason}`;
          throw new Error(message, { cause: error });
        }
        logger.warn({ where, reason }, 'waiting for PostgreSQL (DATABASE_URL)');
        await delay(RETRY_MS, undefined, { signal });
      }
    }
  } finally {
    await pool.end();
  }
}

async function unlessAborted(work: Promise<void>, signal?: AbortSignal): Promise<void> {
  if (signal === undefined) return work;
  signal.throwIfAborted();
  const aborted = new Promise<never>((_resolve, reject) => {
    signal.addEventListener('abort', () => reject(signal.reason as Error), { once: true });
  });
  return Promise.race([work, aborted]);
}
