import { Alarm, Backoff } from '#event-sourcing';
import pg from 'pg';

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
      const client = new pg.Client({
        connectionString: this.databaseUrl,
        application_name: 'allocator log listener',
        connectionTimeoutMillis: 5_000,
        keepAlive: true,
      });
      const over = new Promise<void>((resolve) => {
        this.end = resolve;
        client.once('end', resolve);
        // A connection error is followed by nothing on some paths, so it counts as the end.
        client.on('error', () => resolve());
      });
      try {
        client.on('notification', () => this.onGrowth());
        await client.connect();
        await client.query(`listen ${LOG_CHANNEL}`);
        this.backoff.succeeded();
        this.onGrowth();
        if (!this.stopping) await over;
      } catch {
        // The database is away; asked again after a pause.
      }
      await client.end().catch(() => undefined);
      if (!this.stopping) await this.alarm.sleep(this.backoff.nextMs());
    }
  }
}
