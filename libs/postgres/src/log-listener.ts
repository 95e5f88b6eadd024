import { Alarm, Backoff } from '#event-sourcing';
import pg from 'pg';
import { answered, connectionConfig, drop } from './connection.js';

/** The channel on which every batch says, after its commit, that the log has grown. */
export const LOG_CHANNEL = 'allocator_log';

/**
 * Calls `onGrowth` whenever something was recorded, by any process, and once after every
 * (re)connect for what was missed meanwhile. A hint to look, never the truth: listeners poll as
 * well.
 */
export class LogListener {
  private readonly alarm = new Alarm();
  private readonly backoff = new Backoff(100, 5_000);
  private running: Promise<void> | null = null;
  private stopping = false;
  private end: () => void = () => undefined;

  constructor(
    private readonly databaseUrl: string,
    private readonly onGrowth: () => void,
  ) {}

  start(): void {
    this.running ??= this.loop();
  }

  async stop(): Promise<void> {
    this.stopping = true;
    this.end();
    this.alarm.wake();
    await this.running;
  }

  private async loop(): Promise<void> {
    while (!this.stopping) {
      const client = new pg.Client(connectionConfig(this.databaseUrl, LIMITS));
      const over = new Promise<void>((resolve) => {
        this.end = resolve;
        client.once('end', resolve);
        // A connection error is followed by nothing on some paths, so it counts as the end.
        client.on('error', () => resolve());
      });
      try {
        client.on('notification', () => this.onGrowth());
        await client.connect();
        await answered(ANSWER_MS_MAX, client.query(`listen ${LOG_CHANNEL}`));
        this.backoff.succeeded();
        this.onGrowth();
        await this.listen(client, over);
      } catch {
        // The database is away; asked again after a pause.
      }
      drop(client);
      if (!this.stopping) await this.alarm.sleep(this.backoff.nextMs());
    }
  }

  /**
   * Until the connection is over, or does not answer: of one whose packets are dropped nobody hears
   * otherwise, and nothing would ever be notified again.
   */
  private async listen(client: pg.Client, over: Promise<void>): Promise<void> {
    let isOver = false;
    void over.then(() => {
      isOver = true;
      this.alarm.wake();
    });
    while (!this.stopping && !isOver) {
      await this.alarm.sleep(LOOK_EVERY_MS);
      if (!this.stopping && !isOver) await answered(ANSWER_MS_MAX, client.query('select 1'));
    }
  }
}

const LOOK_EVERY_MS = 5_000;
const ANSWER_MS_MAX = 5_000;
const LIMITS = {
  applicationName: 'allocator log listener',
  statementTimeoutMs: ANSWER_MS_MAX,
  lockTimeoutMs: ANSWER_MS_MAX,
  idleInTransactionMs: ANSWER_MS_MAX,
  connectMsMax: ANSWER_MS_MAX,
};
