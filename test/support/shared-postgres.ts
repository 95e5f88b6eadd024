import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { createInterface } from 'node:readline';
import { fileURLToPath } from 'node:url';
import { migrate } from '#postgres';
import pg from 'pg';

const HOST_PROGRAM = fileURLToPath(new URL('postgres-host.js', import.meta.url));
const SHARED = 'TEST_POSTGRES_URL';

/** The migrated database that every test's own is copied from. */
export const TEMPLATE_DATABASE = 'allocator_template';

/**
 * Starts the run's PostgreSQL, with the settings of a real one, and migrates the template. It runs
 * in a process that ends with ours, also when ours is killed.
 */
export async function startSharedPostgres(): Promise<{ stop(): Promise<void> }> {
  const host = spawn(process.execPath, [HOST_PROGRAM, '--with-parent'], {
    stdio: ['pipe', 'pipe', 'inherit'],
  });
  const exit = once(host, 'exit');
  async function stop(): Promise<void> {
    host.stdin.end();
    await exit;
  }
  try {
    const databaseUrl = await Promise.race([
      once(createInterface({ input: host.stdout }), 'line').then(
        ([line]) => (JSON.parse(line as string) as { databaseUrl: string }).databaseUrl,
      ),
      exit.then(() => Promise.reject(new Error('The embedded PostgreSQL did not start.'))),
    ]);
    process.env[SHARED] = databaseUrl;
    await inDatabase(databaseUrl, `create database ${TEMPLATE_DATABASE}`);
    await migrate(urlOf(TEMPLATE_DATABASE));
    await takeClocks(urlOf(TEMPLATE_DATABASE));
    return { stop };
  } catch (error) {
    await stop();
    throw error;
  }
}

/** The address of one database of the run's server. */
export function urlOf(database: string): string {
  const shared = process.env[SHARED];
  if (!shared) throw new Error(`${SHARED} is not set: the run's global setup starts PostgreSQL`);
  const url = new URL(shared);
  url.pathname = `/${database}`;
  return url.href;
}

/** One statement on the run's own database, beside all tests'. */
export async function asAdministrator(sql: string): Promise<void> {
  await inDatabase(urlOf('allocator'), sql);
}

/** Of the zones that most specifications use, so that not each of their databases takes them. */
function takeClocks(databaseUrl: string): Promise<void> {
  const zones = "'{Europe/Paris,UTC}'::text[]";
  return inDatabase(databaseUrl, `select take_time_zone(z) from unnest(${zones}) z`);
}

async function inDatabase(databaseUrl: string, sql: string): Promise<void> {
  const client = new pg.Client({ connectionString: databaseUrl });
  await client.connect();
  try {
    await client.query(sql);
  } finally {
    await client.end();
  }
}
