import pg from 'pg';
import { connectionConfig } from './connection.js';

export interface PoolOptions {
  /** Connections at most; a caller beyond them waits for `acquireTimeoutMs`. */
  readonly max?: number;
  /** Shown in `pg_stat_activity`. */
  readonly applicationName?: string;
  readonly acquireTimeoutMs?: number;
  /** The server ends a statement that takes longer; 0 never. Default 30 s. */
  readonly statementTimeoutMs?: number;
  /**
   * Longest a transaction may wait for our next statement, its locks held. Default 5 s, which a
   * process that is not frozen never takes.
   */
  readonly idleInTransactionMs?: number;
  /** Told when an idle connection breaks: the pool replaces it, nobody else notices. */
  readonly onIdleError?: (error: Error) => void;
}

const STATEMENT_MS_MAX = 30_000;
const IDLE_IN_TRANSACTION_MS_MAX = 5_000;
/** Longest wait for one lock, of statements that may take as long as they like. */
const LOCK_MS_MAX = 60_000;
/** What a server's own end of a statement may take to reach us. */
const ANSWER_GRACE_MS = 2_000;

/**
 * A pool of connections to `databaseUrl` (see {@link connectionConfig}). A connection that does not
 * answer in time is dropped. `int8` arrives as a number while that is exact, and as its text beyond,
 * so that nothing is rounded silently.
 */
export function createPool(databaseUrl: string, options: PoolOptions = {}): pg.Pool {
  const statementTimeoutMs = options.statementTimeoutMs ?? STATEMENT_MS_MAX;
  const pool = new pg.Pool({
    ...connectionConfig(databaseUrl, {
      applicationName: options.applicationName ?? 'allocator',
      statementTimeoutMs,
      lockTimeoutMs: statementTimeoutMs === 0 ? LOCK_MS_MAX : statementTimeoutMs,
      idleInTransactionMs: options.idleInTransactionMs ?? IDLE_IN_TRANSACTION_MS_MAX,
      connectMsMax: options.acquireTimeoutMs ?? 5_000,
    }),
    max: options.max ?? 10,
    idleTimeoutMillis: 30_000,
    ...(statementTimeoutMs === 0 ? {} : { query_timeout: statementTimeoutMs + ANSWER_GRACE_MS }),
    types: { getTypeParser },
  });
  pool.on('error', (error) => {
    // Of a pool that ends, connections are meant to go, whoever closes them first.
    if (!pool.ending) options.onIdleError?.(error);
  });
  // One that breaks while somebody has it, between two statements, has no other listener, and an
  // error without any ends the process; whoever has it hears of it from the next statement.
  pool.on('connect', (client) => client.on('error', () => undefined));
  return pool;
}

const INT8: number = pg.types.builtins.INT8;

function getTypeParser(oid: number, format?: 'text' | 'binary'): unknown {
  if (oid === INT8 && format !== 'binary') return readInt8;
  return pg.types.getTypeParser(oid, format);
}

function readInt8(text: string): number | string {
  const value = Number(text);
  return Number.isSafeInteger(value) ? value : text;
}
