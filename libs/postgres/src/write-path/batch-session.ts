import pg from 'pg';
import type { Changes } from './changes.js';
import type { FloorRows, OpenedBatch } from './rows.js';
import type { Wanted } from './wanted.js';

const STATEMENT_TIMEOUT_MS = 30_000;
/**
 * Longest wait for a row while storing. Whoever holds one past us may be waiting for our partition's
 * lock: giving way well before PostgreSQL looks for a deadlock (1 s) means that nobody meets one.
 */
const ROW_WAIT_MS_MAX = 300;

/**
 * The connection broke, or none could be made; whether a commit under way took effect is not known.
 */
export class ConnectionLostError extends Error {
  override readonly name = 'ConnectionLostError';
  constructor(options: ErrorOptions) {
    super('the connection to the database was lost', options);
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

  constructor(
    private readonly databaseUrl: string,
    private readonly lane: number,
    /** Longest wait for one lock. */
    private readonly lockTimeoutMs: number,
  ) {}

  async open(
    partitions: readonly number[],
    wanted: Wanted & { readonly commandIds: readonly string[]; readonly venues: readonly object[] },
  ): Promise<OpenedBatch> {
    const [, opened] = await this.send(
      { text: 'begin' },
      statement('select open_batch($1, $2::jsonb) as answer', [partitions, JSON.stringify(wanted)]),
    );
    return answerOf<OpenedBatch>(opened);
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
        { text: `set local lock_timeout = ${Math.min(this.lockTimeoutMs, ROW_WAIT_MS_MAX)}` },
        statement('select commit_batch($1::jsonb, $2::jsonb, $3::jsonb)', values),
        { text: 'commit' },
      );
    } catch (cause) {
      const waited = cause instanceof pg.DatabaseError && cause.code === LOCK_NOT_AVAILABLE;
      throw waited ? new RowHeldError({ cause }) : cause;
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
    await client.query('rollback').catch(() => this.abandon());
  }

  async close(): Promise<void> {
    const client = this.client;
    this.client = null;
    await client?.end();
  }

  /**
   * Sends statements in one flight. What the database refuses is its own error, with a SQLSTATE;
   * whatever else pg throws is about the connection, which is then dropped.
   */
  private async send(...queries: pg.QueryConfig[]): Promise<pg.QueryResult[]> {
    try {
      const client = await this.connected();
      const sent = queries.map((query) => client.query(query));
      // All are awaited even when one fails, so that none is left to answer the next batch.
      const settled = await Promise.allSettled(sent);
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
    client?.end().catch(() => undefined);
  }

  private async connected(): Promise<pg.Client> {
    if (this.client) return this.client;
    const client = new pg.Client({
      connectionString: this.databaseUrl,
      application_name: `allocator lane ${this.lane}`,
      connectionTimeoutMillis: 5_000,
      statement_timeout: STATEMENT_TIMEOUT_MS,
      lock_timeout: this.lockTimeoutMs,
      keepAlive: true,
      pipeline: true,
      options: '-c TimeZone=UTC',
    });
    // An error between queries: the next batch makes a new connection.
    client.on('error', () => {
      if (this.client === client) this.client = null;
    });
    await client.connect();
    this.client = client;
    return client;
  }
}

const LOCK_NOT_AVAILABLE = '55P03';

/** The statement is its own name: prepared once per connection. */
function statement(text: string, values: unknown[]): pg.QueryConfig {
  return { name: text, text, values };
}

function answerOf<T>(result: pg.QueryResult | undefined): T {
  return (result!.rows[0] as { answer: T }).answer;
}
