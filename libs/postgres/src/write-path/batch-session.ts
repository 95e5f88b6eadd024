import pg from 'pg';
import { answered, connectionConfig, drop } from '../connection.js';
import { ConnectionLostError } from '../connection-lost.js';
import type { Changes } from './changes.js';
import type { FloorRows, OpenedBatch } from './rows.js';
import type { Wanted } from './wanted.js';

/**
 * Longest a transaction may wait for us between two statements. A process that is frozen, or whose
 * machine is gone, loses its locks after it, and its venues are served by the others.
 */
const IDLE_IN_TRANSACTION_MS_MAX = 4_000;
const CONNECT_MS_MAX = 3_000;
/**
 * Longest wait for a row while storing. Whoever holds one past us may be waiting for our partition's
 * lock: giving way well before PostgreSQL looks for a deadlock (1 s) means that nobody meets one.
 */
const ROW_WAIT_MS_MAX = 300;

/** Another holds the lock of a log partition, for longer than this session waits. */
export class PartitionHeldError extends Error {
  override readonly name = 'PartitionHeldError';
  constructor(options: ErrorOptions) {
    super('somebody else holds the lock of a log partition', options);
  }
}

/** A row that the batch writes is held by a transaction that bypasses us and has not ended. */
export class RowHeldError extends Error {
  override readonly name = 'RowHeldError';
  constructor(options: ErrorOptions) {
    super('somebody else holds a row that the batch writes', options);
  }
}

/**
 * A lane's own connection. Pipelined, so that BEGIN travels with the opening and COMMIT with the
 * storing: a batch is two round trips. Made anew after anything that leaves its state unknown.
 */
export class BatchSession {
  private client: pg.Client | null = null;
  private deadlineMs = Infinity;

  constructor(private readonly options: BatchSessionOptions) {}

  /** Whatever is sent from now on is given up at `deadlineMs` of `performance.now()`. */
  until(deadlineMs: number): void {
    this.deadlineMs = deadlineMs;
  }

  async open(
    partitions: readonly number[],
    wanted: Wanted & { readonly commandIds: readonly string[]; readonly venues: readonly object[] },
  ): Promise<OpenedBatch> {
    const opening = [partitions, JSON.stringify(wanted)];
    // The server gives up before we do, so that a lock that is held is told from a silent server.
    const lockMs = Math.round(this.flightMs - ANSWER_MS);
    const shorter = { text: `set local lock_timeout = ${lockMs}` };
    try {
      const sent = await this.send(
        { text: 'begin' },
        ...(lockMs < this.options.lockTimeoutMs ? [shorter] : []),
        statement('select open_batch($1, $2::jsonb) as answer', opening),
      );
      return answerOf<OpenedBatch>(sent.at(-1));
    } catch (cause) {
      throw hasWaited(cause) ? new PartitionHeldError({ cause }) : cause;
    }
  }

  async read(wanted: Wanted): Promise<FloorRows> {
    const [read] = await this.send(
      statement('select read_floors($1::jsonb) as answer', [JSON.stringify(wanted)]),
    );
    return answerOf<FloorRows>(read);
  }

  /** Stores and commits; a failure of either leaves nothing, unless the connection was lost. */
  async commit(
    events: readonly object[],
    outcomes: readonly object[],
    changes: Changes,
  ): Promise<void> {
    const values = [events, outcomes, changes].map((value) => JSON.stringify(value));
    try {
      await this.send(
        { text: `set local lock_timeout = ${this.rowWaitMs}` },
        statement('select commit_batch($1::jsonb, $2::jsonb, $3::jsonb)', values),
        { text: 'commit' },
      );
    } catch (cause) {
      throw hasWaited(cause) ? new RowHeldError({ cause }) : cause;
    }
  }

  /**
   * Tells the relay, outside the commands' transaction: NOTIFY takes a lock that all commits share.
   */
  notify(): void {
    const client = this.client;
    client?.query('notify allocator_log').catch(() => {
      // By now the lane may be on another connection, which has done no wrong.
      if (this.client === client) this.abandon();
    });
  }

  /** Ends the transaction without effect; where that is in doubt, the connection goes too. */
  async rollback(): Promise<void> {
    const client = this.client;
    if (!client) return;
    await answered(this.flightMs, client.query('rollback')).catch(() => this.abandon());
  }

  /** Has the next statement made on a new connection: what this one is connected to is not it. */
  renew(): void {
    this.abandon();
  }

  async close(): Promise<void> {
    const client = this.client;
    this.client = null;
    await client?.end();
  }

  private get rowWaitMs(): number {
    return Math.min(this.options.lockTimeoutMs, ROW_WAIT_MS_MAX);
  }

  /** How long to wait for the answer of what is sent now. */
  private get flightMs(): number {
    const left = this.deadlineMs - performance.now();
    return Math.max(FLIGHT_MS_MIN, Math.min(this.options.flightMsMax, left));
  }

  /**
   * Sends statements in one flight. What the database refuses is its own error, with a SQLSTATE;
   * whatever else pg throws is about the connection, which is then dropped, as it is when no answer
   * comes in time.
   */
  private async send(...queries: pg.QueryConfig[]): Promise<pg.QueryResult[]> {
    try {
      const client = await this.connected();
      const sent = queries.map((query) => client.query(query));
      // All are awaited even when one fails, so that none is left to answer the next batch.
      const settled = await answered(this.flightMs, Promise.allSettled(sent));
      return settled.map((result) => {
        if (result.status === 'rejected') throw result.reason;
        return result.value;
      });
    } catch (cause) {
      if (cause instanceof pg.DatabaseError) throw cause;
      this.abandon();
      throw new ConnectionLostError({ cause });
    }
  }

  /** Drops the connection; the server ends its transaction. */
  private abandon(): void {
    const client = this.client;
    this.client = null;
    if (client) drop(client);
  }

  private async connected(): Promise<pg.Client> {
    if (this.client) return this.client;
    const { databaseUrl, name, lockTimeoutMs, flightMsMax } = this.options;
    const client = new pg.Client({
      ...connectionConfig(databaseUrl, {
        applicationName: name,
        statementTimeoutMs: flightMsMax - ANSWER_MS,
        lockTimeoutMs,
        idleInTransactionMs: IDLE_IN_TRANSACTION_MS_MAX,
        connectMsMax: CONNECT_MS_MAX,
      }),
      pipeline: true,
    });
    // An error between queries: the next batch makes a new connection.
    client.on('error', () => {
      if (this.client === client) this.client = null;
    });
    try {
      await client.connect();
    } catch (error) {
      drop(client);
      throw error;
    }
    this.client = client;
    return client;
  }
}

export interface BatchSessionOptions {
  readonly databaseUrl: string;
  /** Shown in `pg_stat_activity`. */
  readonly name: string;
  /** Longest wait for the lock of one log partition. */
  readonly lockTimeoutMs: number;
  /** Longest wait for the answer of what is sent together; the server gives up as soon. */
  readonly flightMsMax: number;
}

/** For an answer to come back once the server has it. */
const ANSWER_MS = 500;
/** Even with no time left: an answer that is there already is read. */
const FLIGHT_MS_MIN = ANSWER_MS + 250;
const LOCK_NOT_AVAILABLE = '55P03';

function hasWaited(error: unknown): boolean {
  return error instanceof pg.DatabaseError && error.code === LOCK_NOT_AVAILABLE;
}

/** The statement is its own name: prepared once per connection. */
function statement(text: string, values: unknown[]): pg.QueryConfig {
  return { name: text, text, values };
}

function answerOf<T>(result: pg.QueryResult | undefined): T {
  return (result!.rows[0] as { answer: T }).answer;
}
