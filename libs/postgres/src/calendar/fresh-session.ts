import pg from 'pg';
import { connectionConfig } from '../connection.js';

const STATEMENT_MS_MAX = 30_000;

/**
 * Asks over a session of its own, since a session of PostgreSQL keeps a zone's data as it first read
 * them.
 */
export async function inFreshSession<T>(
  databaseUrl: string,
  ask: (client: pg.Client) => Promise<T>,
): Promise<T> {
  const client = new pg.Client({
    ...connectionConfig(databaseUrl, {
      applicationName: 'allocator calendar',
      statementTimeoutMs: STATEMENT_MS_MAX,
      lockTimeoutMs: STATEMENT_MS_MAX,
      idleInTransactionMs: STATEMENT_MS_MAX,
      connectMsMax: 5_000,
    }),
    query_timeout: STATEMENT_MS_MAX,
  });
  await client.connect();
  try {
    return await ask(client);
  } finally {
    await client.end();
  }
}
