import { chmod, mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { migrate } from '#postgres';
import { startEmbeddedPostgres } from '#platform';
import pg from 'pg';

const SHARED = 'TEST_POSTGRES_URL';

/** The migrated database that every test's own is copied from. */
export const TEMPLATE_DATABASE = 'allocator_template';

/** Starts the run's PostgreSQL, with the settings of a real one, and migrates the template. */
export async function startSharedPostgres(): Promise<{ stop(): Promise<void> }> {
  const dataDir = await mkdtemp(join(tmpdir(), 'allocator-test-'));
  // Under root the server is another user, and the cluster shall go away with this directory.
  await chmod(dataDir, 0o711);
  const server = await startEmbeddedPostgres({ dataDir, log: () => undefined });
  async function stop(): Promise<void> {
    await server.stop();
    await rm(dataDir, { recursive: true, force: true });
  }
  try {
    process.env[SHARED] = server.databaseUrl;
    await inDatabase(server.databaseUrl, `create database ${TEMPLATE_DATABASE}`);
    await migrate(urlOf(TEMPLATE_DATABASE));
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

async function inDatabase(databaseUrl: string, sql: string): Promise<void> {
  const client = new pg.Client({ connectionString: databaseUrl });
  await client.connect();
  try {
    await client.query(sql);
  } finally {
    await client.end();
  }
}
