import type pg from 'pg';

export interface ConnectionLimits {
  /** Shown in `pg_stat_activity`. */
  readonly applicationName: string;
  /** The server ends a statement that takes longer; 0 never. */
  readonly statementTimeoutMs: number;
  /** Longest wait for one lock; 0 as long as the statement may take. */
  readonly lockTimeoutMs: number;
  /** The server ends a transaction, and the session, that waits longer for our next statement. */
  readonly idleInTransactionMs: number;
  readonly connectMsMax: number;
}

/**
 * How every connection of ours is opened: it speaks UTC, and no lock of it outlives its owner. The
 * server ends what waits for a process that is frozen or gone, and finds out by itself that a
 * machine is gone.
 */
export function connectionConfig(
  databaseUrl: string,
  { applicationName, ...limits }: ConnectionLimits,
): pg.ClientConfig {
  return {
    connectionString: databaseUrl,
    application_name: applicationName,
    connectionTimeoutMillis: limits.connectMsMax,
    statement_timeout: limits.statementTimeoutMs,
    lock_timeout: limits.lockTimeoutMs,
    idle_in_transaction_session_timeout: limits.idleInTransactionMs,
    keepAlive: true,
    keepAliveInitialDelayMillis: KEEPALIVE_S * 1_000,
    options: ['TimeZone=UTC', ...SERVER_KEEPALIVES].map((setting) => `-c ${setting}`).join(' '),
  };
}

const KEEPALIVE_S = 10;
/** How the server finds out that a machine is gone: after some 25 s of silence. */
const SERVER_KEEPALIVES = [
  `tcp_keepalives_idle=${KEEPALIVE_S}`,
  'tcp_keepalives_interval=5',
  'tcp_keepalives_count=3',
];

/** Nothing came from the server in time; what became of what was sent is not known. */
export class NoAnswerError extends Error {
  override readonly name = 'NoAnswerError';
  constructor(waitedMs: number) {
    super(`the database did not answer for ${Math.round(waitedMs)} ms`);
  }
}

/**
 * `task`, or a {@link NoAnswerError} after `timeoutMs`; then the connection it was sent on is to be
 * dropped.
 */
export async function answered<T>(timeoutMs: number, task: Promise<T>): Promise<T> {
  let timer: NodeJS.Timeout | undefined;
  const late = new Promise<never>((_, reject) => {
    timer = setTimeout(() => reject(new NoAnswerError(timeoutMs)), timeoutMs);
  });
  try {
    return await Promise.race([task, late]);
  } finally {
    clearTimeout(timer);
    // Whoever gave up does not hear of a later failure.
    task.catch(() => undefined);
  }
}

/** Closes a connection at once, also one whose other end is silent. */
export function drop(client: pg.Client): void {
  // A socket that says goodbye waits for the other end to have heard it.
  client.connection.stream.destroy();
  client.end().catch(() => undefined);
}
