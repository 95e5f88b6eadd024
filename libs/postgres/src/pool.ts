import pg from 'pg';

export interface PoolOptions {
  /** Connections at most; a caller beyond them waits for `acquireTimeoutMs`. */
  readonly max?: number;
  /** Shown in `pg_stat_activity`. */
  readonly applicationName?: string;
  readonly acquireTimeoutMs?: number;
  /** The server ends a statement that takes longer; 0 never. */
  readonly statementTimeoutMs?: number;
  /** Told when an idle connection breaks: the pool replaces it, nobody else notices. */
  readonly onIdleError?: (error: Error) => void;
}

/** Longest a transaction may sit idle: its locks hold up every command of its log partitions. */
const IDLE_IN_TRANSACTION_MS_MAX = 60_000;

/**
 * A pool of connections to `databaseUrl`. Sessions speak UTC. `int8` arrives as a number while that
 * is exact, and as its text beyond, so that nothing is rounded silently.
 */
export function createPool(databaseUrl: string, options: PoolOptions = {}): pg.Pool {
  const pool = new pg.Pool({
    connectionString: databaseUrl,
    max: options.max ?? 10,
    application_name: options.applicationName ?? 'allocator',
    connectionTimeoutMillis: options.acquireTimeoutMs ?? 5_000,
    idleTimeoutMillis: 30_000,
    statement_timeout: options.statementTimeoutMs ?? 30_000,
    idle_in_transaction_session_timeout: IDLE_IN_TRANSACTION_MS_MAX,
    keepAlive: true,
    options: '-c TimeZone=UTC',
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
