import { readdir, readFile } from 'node:fs/promises';
import { basename, join } from 'node:path';
import type { RunnerOption } from 'node-pg-migrate';
import pg from 'pg';
import { connectionConfig } from './connection.js';
import { takeVenueZones } from './calendar/take-zones.js';
import { migrationsDirectory } from './migrations-directory.js';
import { sql } from './sql.js';

export interface MigrateOptions {
  /** Says what would be done and does nothing. */
  readonly dryRun?: boolean;
  readonly log?: (line: string) => void;
  /** Another `migrations/`; tests have their own. */
  readonly directory?: string;
}

export interface MigrateReport {
  /** Numbered migrations applied now, or pending when it was a dry run. */
  readonly applied: readonly string[];
  /** Files of `functions/` created anew. */
  readonly functions: readonly string[];
}

/** Any number, as long as nobody else uses it in this database. */
const MIGRATE_LOCK = 7_741_620_251;
/** A start that waits longer than this for another one's migration has something to report. */
const LOCK_WAIT_MS_MAX = 600_000;
/** Between two statements it has nothing to wait for; a frozen process must not hold its locks. */
const IDLE_IN_TRANSACTION_MS_MAX = 60_000;

/**
 * Brings the database up to date: applies `NNNN_title.sql` once each in order, all pending ones in
 * one transaction, then creates every file of `functions/` anew, in the order of their names, in
 * another, which closes them to PUBLIC in the end; then sees to the clocks of the venues' zones. Files are plain SQL, so `psql -v ON_ERROR_STOP=1
 * -f` runs them too.
 *
 * Safe from many processes at once: one works, the others wait and find it done. Rejects with the
 * database's error when a file is wrong; nothing of that transaction stays.
 */
export async function migrate(
  databaseUrl: string,
  options: MigrateOptions = {},
): Promise<MigrateReport> {
  const directory = options.directory ?? migrationsDirectory();
  const log = options.log ?? (() => undefined);
  const client = new pg.Client(
    connectionConfig(databaseUrl, {
      applicationName: 'allocator migrate',
      // A migration takes as long as its tables are large.
      statementTimeoutMs: 0,
      lockTimeoutMs: LOCK_WAIT_MS_MAX,
      idleInTransactionMs: IDLE_IN_TRANSACTION_MS_MAX,
      connectMsMax: 10_000,
    }),
  );
  await client.connect();
  try {
    // Ours and not the library's, because the functions belong under the same lock.
    await client.query('select pg_advisory_lock($1)', [MIGRATE_LOCK]);
    await client.query('set lock_timeout = 0');
    const dryRun = options.dryRun ?? false;
    // Even to look, the library creates its table; a dry run takes it back by ending the session.
    if (dryRun) await client.query('begin');
    const applied = await runNumbered(client, directory, dryRun, log);
    const functions = await functionFiles(directory);
    if (!dryRun) await createFunctions(client, directory, functions);
    if (!dryRun && functions.includes('take_time_zone.sql')) await takeVenueZones(client);
    return { applied, functions };
  } finally {
    // Ending the session gives the lock back.
    await client.end();
  }
}

async function runNumbered(
  dbClient: pg.Client,
  dir: string,
  dryRun: boolean,
  log: (line: string) => void,
): Promise<string[]> {
  const options: RunnerOption = {
    dbClient,
    dir,
    direction: 'up',
    // Folders and notes beside the numbered files are none.
    ignorePattern: String.raw`(?!\d{4}_\w+\.sql$).*`,
    migrationLoaderStrategies: [{ extensions: ['.sql'], loader: 'sql' }],
    migrationsTable: 'schema_migrations',
    checkOrder: true,
    noLock: true,
    dryRun,
    log: () => undefined,
  };
  // Here, so that no other verb and no test waits until it is loaded.
  const { runner } = await import('node-pg-migrate');
  const ran = await runner(options);
  for (const { name } of ran) log(`${dryRun ? 'pending' : 'applied'} ${name}`);
  return ran.map(({ name }) => name);
}

async function functionFiles(directory: string): Promise<string[]> {
  const names = await readdir(join(directory, 'functions')).catch(
    (error: NodeJS.ErrnoException) => {
      if (error.code === 'ENOENT') return [];
      throw error;
    },
  );
  return names.filter((name) => name.endsWith('.sql')).sort();
}

async function createFunctions(
  client: pg.Client,
  directory: string,
  names: readonly string[],
): Promise<void> {
  await client.query('begin');
  // Bodies may call functions of later files: they are looked up when they run.
  await client.query('set local check_function_bodies = off');
  for (const name of names) {
    const text = await readFile(join(directory, 'functions', name), 'utf8');
    await client.query(text).catch((cause: Error) => {
      throw new Error(`migrations/functions/${name}: ${cause.message}`, { cause });
    });
  }
  await closeFunctions(client, names);
  await client.query('commit');
}

/** Leaves them to their owner, and to whom a file grants them. */
async function closeFunctions(client: pg.Client, files: readonly string[]): Promise<void> {
  const names = files.map((file) => basename(file, '.sql'));
  const { rows } = await client.query<{ function: string }>(sql('open_functions'), [names]);
  if (rows.length === 0) return;
  const open = rows.map((row) => row.function).join(', ');
  await client.query(`revoke execute on function ${open} from public`);
}
