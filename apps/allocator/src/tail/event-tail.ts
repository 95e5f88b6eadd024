import { formatLogCursor } from '#contracts';
import type { LogCursor, RecordedEvent } from '#contracts';
import { Alarm, Backoff, UnavailableError } from '#event-sourcing';
import type { LogWalk } from '../queries/log-walk.js';

/** One page is all that a slow reader makes us keep for it. */
const PAGE_EVENTS = 100;
/** So that whoever stands between sees a living connection, and we see a dead one. */
export const HEARTBEAT_MS = 15_000;
/** Then the client comes again with its place, and its token is looked at again. */
const LIFE_MS_MAX = 3_600_000;
const RECONNECT_MS = 2_000;

/** One client's live view of the log, as server-sent events. */
export class EventTail {
  private readonly alarm = new Alarm();
  private readonly backoff = new Backoff(200, 5_000);
  private readonly lifetime: NodeJS.Timeout;
  private closed = false;

  constructor(
    private readonly walk: LogWalk,
    private heads: LogCursor,
    private readonly onClose: (tail: EventTail) => void,
  ) {
    this.lifetime = setTimeout(() => this.close(), LIFE_MS_MAX);
    this.lifetime.unref();
  }

  /** The log reaches up to here now. */
  grow(heads: LogCursor): void {
    this.heads = heads;
    this.alarm.wake();
  }

  /** Ends the messages at once. Again: nothing. */
  close(): void {
    if (this.closed) return;
    this.closed = true;
    clearTimeout(this.lifetime);
    this.alarm.wake();
    this.onClose(this);
  }

  /** Read only as fast as they are taken; ends when the tail is closed. */
  async *messages(): AsyncGenerator<string> {
    yield `retry: ${RECONNECT_MS}\n${this.place()}`;
    let saidAt = performance.now();
    while (!this.closed) {
      const page = await this.read();
      if (this.closed) return;
      if (page.length > 0) {
        yield page.map((event) => this.message(event)).join('');
        saidAt = performance.now();
        continue;
      }
      await this.alarm.sleep(Math.max(0, HEARTBEAT_MS - (performance.now() - saidAt)));
      if (!this.closed && performance.now() - saidAt >= HEARTBEAT_MS) {
        yield `: heartbeat\n${this.place()}`;
        saidAt = performance.now();
      }
    }
  }

  /** While the database is away a tail waits: a client that is refused would give up for good. */
  private async read(): Promise<readonly RecordedEvent[]> {
    try {
      const page = await this.walk.next(this.heads, PAGE_EVENTS);
      this.backoff.succeeded();
      return page;
    } catch (error) {
      if (!(error instanceof UnavailableError)) throw error;
      await this.alarm.sleep(this.backoff.nextMs());
      return [];
    }
  }

  private message(event: RecordedEvent): string {
    const id = this.walk.cursorAt(event);
    return `id: ${id}\nevent: ${event.type}\ndata: ${JSON.stringify(event)}\n\n`;
  }

  /** An id without data: a client remembers it, so that nothing is missed after a silence either. */
  private place(): string {
    return `id: ${formatLogCursor(this.walk.cursor)}\n\n`;
  }
}
