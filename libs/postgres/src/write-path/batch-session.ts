import pg from 'pg';
import type { Changes } from './changes.js';
import type { FloorRows, OpenedBatch } from './rows.js';
import type { Wanted } from './wanted.js';

/** Longest a batch waits for a lock: past it the commands are answered "try again". */
const LOCK_TIMEOUT_MS = 5_000;
const STATEMENT_TIMEOUT_MS = 30_000;

/** The connection broke, or none could be made; whether a commit under way took effect is not known. */
export class ConnectionLostError extends Error {
  override readonly name = 'ConnectionLostError';
  constructor(options: ErrorOptions) {
    super('the connection to the database was lost', options);
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
  ) {}

  async open(
    partitions: readonly number[],
    wanted: Wanted & { readonly commandIds: readonly string[]; readonly venues: readonly object[] },
  ): Promise<OpenedBatch> {
    const [, opened] = await this.send(
      { text: 'begin' },
      statement('select open_batch($1, $2) as answer', [partitions, JSON.stringify(wanted)]),
    );
    return answerOf<OpenedBatch>(opened);
  }

  async read(wanted: Wanted): Promise<FloorRows> {
    const [read] = await this.send(
      statement('select read_floors($1) as answer', [JSON.stringify(wanted)]),
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
    await this.send(statement('select commit_batch($1, $2, $3)', values), { text: 'commit' });
  }

  /** Tells the relay, outside the commands' transaction: NOTIFY takes a lock that all commits share. */
  notify(): void {
    this.client?.query('notify allocator_log').catch(() => this.abandon());
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
      lock_timeout: LOCK_TIMEOUT_MS,
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

/** The statement is its own name: prepared once per connection. */
function statement(text: string, values: unknown[]): pg.QueryConfig {
  return { name: text, text, values };
}

function answerOf<T>(result: pg.QueryResult | undefined): T {
  return (result!.rows[0] as { answer: T }).answer;
}
