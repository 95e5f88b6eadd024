import type { LogCursor } from '#contracts';
import { Alarm, Backoff, UnavailableError } from '#event-sourcing';
import type { EventsFilter, ReadModel } from '#postgres';
import { LogWalk } from '../queries/log-walk.js';
import { startOfWalk } from '../queries/start-walk.js';
import { EventTail } from './event-tail.js';

export interface EventTailsOptions {
  readonly readModel: Pick<ReadModel, 'readEventsPage' | 'logHeads'>;
  /** Told of every failure to look that is not the database being away. */
  readonly onError: (error: unknown) => void;
  /** Most clients at once. */
  readonly clientsMax?: number;
  /** How often to look without having been woken, in ms. */
  readonly pollMs?: number;
}

/**
 * All tails of this process. One look at the heads of the log serves every client; each then reads
 * what it wants, as fast as it takes it.
 */
export class EventTails {
  private readonly tails = new Set<EventTail>();
  private readonly alarm = new Alarm();
  private readonly backoff = new Backoff(200, 5_000);
  private running: Promise<void> | null = null;
  private stopping = false;

  constructor(private readonly options: EventTailsOptions) {}

  get size(): number {
    return this.tails.size;
  }

  start(): void {
    this.running ??= this.loop();
  }

  /** Says that the log may have grown. */
  wake(): void {
    this.alarm.wake();
  }

  /** Ends every tail; their clients go on elsewhere, from the place they were told. */
  async stop(): Promise<void> {
    this.stopping = true;
    for (const tail of this.tails) tail.close();
    this.alarm.wake();
    await this.running;
  }

  /**
   * @param after null: from now on.
   * @throws CursorError for a place that is not in the log, UnavailableError beyond `clientsMax`.
   */
  async open(filter: EventsFilter, after: LogCursor | null): Promise<EventTail> {
    this.admit();
    const heads = await this.options.readModel.logHeads();
    const start = startOfWalk(after ?? heads, heads, filter);
    this.admit();
    const walk = new LogWalk(this.options.readModel, filter, start);
    const tail = new EventTail(walk, heads, (closed) => this.tails.delete(closed));
    this.tails.add(tail);
    this.alarm.wake();
    return tail;
  }

  private admit(): void {
    if (this.stopping) throw new UnavailableError('STOPPING', 2);
    if (this.tails.size >= (this.options.clientsMax ?? 100)) {
      throw new UnavailableError('OVERLOADED', 30);
    }
  }

  private async loop(): Promise<void> {
    while (!this.stopping) await this.alarm.sleep(await this.look());
  }

  /** Answers how long to sleep. Without clients nobody needs to know. */
  private async look(): Promise<number> {
    const { readModel, onError, pollMs = 1_000 } = this.options;
    if (this.tails.size === 0) return 60_000;
    try {
      const heads = await readModel.logHeads();
      for (const tail of this.tails) tail.grow(heads);
      this.backoff.succeeded();
      return pollMs;
    } catch (error) {
      if (!(error instanceof UnavailableError)) onError(error);
      return this.backoff.nextMs();
    }
  }
}
