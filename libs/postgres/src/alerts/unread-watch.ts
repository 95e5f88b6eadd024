import type { UnreadAhead } from '../queries/read-lag.js';

interface Mark {
  /** The last event that there was when it was set: while that is not read, it waits. */
  readonly seq: number;
  readonly sinceMs: number;
}

/**
 * Measures by a monotonic clock how long events wait of which their date does not tell it, because
 * it lies ahead of a clock that went back. Pure: what was seen, and when, are arguments.
 */
export class UnreadWatch {
  private marks = new Map<string, Mark>();

  /**
   * @param unread everything that waits so now, of all readers.
   * @param monotonicMs of `performance.now()`.
   * @returns by reader, for how many seconds at least some event waits that was there when it was
   *   looked at earlier; 0 at the first look.
   */
  look(unread: readonly UnreadAhead[], monotonicMs: number): ReadonlyMap<string, number> {
    const marks = new Map<string, Mark>();
    const seconds = new Map<string, number>();
    for (const { reader, partition, cursor, head } of unread) {
      const key = `${partition} ${reader}`;
      const before = this.marks.get(key);
      const waits = before !== undefined && before.seq > cursor;
      const mark = waits ? before : { seq: head, sinceMs: monotonicMs };
      marks.set(key, mark);
      const waited = (monotonicMs - mark.sinceMs) / 1_000;
      seconds.set(reader, Math.max(waited, seconds.get(reader) ?? 0));
    }
    this.marks = marks;
    return seconds;
  }
}
