import { randomUUID } from 'node:crypto';
import pg from 'pg';
import { answered, connectionConfig, drop } from '../connection.js';

export interface WriteProbeOptions {
  readonly databaseUrl: string;
  readonly everyMs?: number;
  /** Told of what the database's clock says, at every look that gets an answer. */
  readonly onClock?: (look: ClockLook) => void;
}

/** The database's clock as it was read at some time between a question and its answer. */
export interface ClockLook {
  /** Since the epoch, as the database has it. */
  readonly databaseMs: number;
  /** Both of our `performance.now()`. */
  readonly askedMs: number;
  readonly answeredMs: number;
}

export interface ProbeReading {
  /** Null: commands can be stored, as far as can be told without storing one. */
  readonly error: Error | null;
  /** Looks in a row that failed. */
  readonly failedLooks: number;
  /** Since the first of them. */
  readonly failedSeconds: number;
}

const EVERY_MS = 2_000;
const STATEMENT_MS_MAX = 1_500;
const LOCK_MS_MAX = 1_000;

/**
 * Goes the way of a command, on a connection and a timer of its own: opens a batch, stores an
 * outcome, and takes it back. It locks no venue and leaves nothing. The answer is kept, so that
 * whoever asks never waits.
 */
export class WriteProbe {
  private client: pg.Client | null = null;
  private timer: NodeJS.Timeout | null = null;
  private looking: Promise<void> | null = null;
  private stopping = false;
  private error: Error | null = null;
  private failedLooks = 0;
  private failedSinceMs: number | null = null;

  constructor(private readonly options: WriteProbeOptions) {}

  /** Resolves after the first look. */
  async start(): Promise<void> {
    await this.tick();
  }

  async stop(): Promise<void> {
    this.stopping = true;
    if (this.timer !== null) clearTimeout(this.timer);
    await this.looking;
    const client = this.client;
    this.client = null;
    await client?.end().catch(() => undefined);
  }

  reading(): ProbeReading {
    const { error, failedLooks, failedSinceMs } = this;
    const failedMs = failedSinceMs === null ? 0 : performance.now() - failedSinceMs;
    return { error, failedLooks, failedSeconds: failedMs / 1_000 };
  }

  private async tick(): Promise<void> {
    this.looking = this.look();
    await this.looking;
    if (this.stopping) return;
    this.timer = setTimeout(() => void this.tick(), this.options.everyMs ?? EVERY_MS);
  }

  private async look(): Promise<void> {
    try {
      const client = (this.client ??= await this.connect());
      await answered(STATEMENT_MS_MAX * 2, this.rehearse(client));
      this.error = this.failedSinceMs = null;
      this.failedLooks = 0;
    } catch (error) {
      this.error = error as Error;
      this.failedSinceMs ??= performance.now();
      this.failedLooks += 1;
      // Where it leads to may be what is wrong.
      const client = this.client;
      this.client = null;
      if (client) drop(client);
    }
  }

  private async rehearse(client: pg.Client): Promise<void> {
    await client.query('begin');
    const opening = JSON.stringify(NOTHING_WANTED);
    const askedMs = performance.now();
    const { rows } = await client.query<{ answer: { now: string } }>(
      "select open_batch('{}', $1::jsonb) as answer",
      [opening],
    );
    const { now } = rows[0]!.answer;
    const answeredMs = performance.now();
    this.options.onClock?.({ databaseMs: Date.parse(now), askedMs, answeredMs });
    const id = randomUUID();
    const outcome = { status: 'rejected' };
    const stored = { commandId: id, venueId: id, type: 'Probe', fingerprint: id, outcome };
    const outcomes = JSON.stringify([{ ...stored, recordedAt: now }]);
    await client.query("select commit_batch('[]', $1::jsonb, '{}')", [outcomes]);
    await client.query('rollback');
  }

  private async connect(): Promise<pg.Client> {
    const client = new pg.Client(
      connectionConfig(this.options.databaseUrl, {
        applicationName: 'allocator probe',
        statementTimeoutMs: STATEMENT_MS_MAX,
        lockTimeoutMs: LOCK_MS_MAX,
        idleInTransactionMs: STATEMENT_MS_MAX * 2,
        connectMsMax: STATEMENT_MS_MAX * 2,
      }),
    );
    client.on('error', () => {
      if (this.client === client) this.client = null;
    });
    try {
      await client.connect();
      return client;
    } catch (error) {
      drop(client);
      throw error;
    }
  }
}

const NOTHING_WANTED = {
  commandIds: [],
  venues: [],
  bookings: [],
  holds: [],
  blocks: [],
  spans: [],
  bookingSpans: [],
  demand: [],
  past: [],
  changes: [],
};
