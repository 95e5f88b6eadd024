import { chmod, mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { startEmbeddedPostgres } from '#platform';
import pg from 'pg';

/** A database on a server of its own, owned by a user who may do nothing but log in there. */
export interface OwnedDatabase {
  /** As its owner. */
  readonly databaseUrl: string;
  /** One statement as the server's administrator, in this database. */
  asAdministrator(sql: string): Promise<void>;
  remove(): Promise<void>;
}

/** @param rights of the owner beyond `login`, such as `createrole` */
export async function createOwnedDatabase(rights: string): Promise<OwnedDatabase> {
  const dataDir = await mkdtemp(join(tmpdir(), 'allocator-owner-'));
  // Under root the server is another user, who passes through.
  await chmod(dataDir, 0o711);
  const server = await startEmbeddedPostgres({ dataDir, log: () => undefined });
  const administrator = new URL(server.databaseUrl);
  const run = async (url: URL, sql: string): Promise<void> => {
    const client = new pg.Client({ connectionString: url.href });
    await client.connect();
    try {
      await client.query(sql);
    } finally {
      await client.end();
    }
  };
  await run(administrator, `create role owner login password 'plain' nosuperuser ${rights}`);
  await run(administrator, 'create database owned owner owner template template0');
  administrator.pathname = '/owned';
  const owner = new URL(administrator);
  [owner.username, owner.password] = ['owner', 'plain'];
  return {
    databaseUrl: owner.href,
    asAdministrator: (sql) => run(administrator, sql),
    async remove() {
      await server.stop();
      await rm(dataDir, { recursive: true });
    },
  };
}
