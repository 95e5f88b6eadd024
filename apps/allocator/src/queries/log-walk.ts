import { formatLogCursor } from '#contracts';
import type { LogCursor, RecordedEvent } from '#contracts';
import type { EventsFilter, ReadModel } from '#postgres';

/**
 * A reader's way through the log: page by page, one log partition after the other, each up to its
 * head. The log is dense and commit-ordered, so whatever lies at or before a place passed is read.
 */
export class LogWalk {
  private readonly places: Map<number, number>;

  constructor(
    private readonly readModel: Pick<ReadModel, 'readEventsPage'>,
    private readonly filter: EventsFilter,
    /** The place in each partition that is to be read at all. */
    from: LogCursor,
  ) {
    this.places = new Map([...from].sort(([a], [b]) => a - b));
  }

  /** The next events, all of one partition; empty when everything up to the heads was read. */
  async next(heads: LogCursor, limit: number): Promise<readonly RecordedEvent[]> {
    for (const [partition, afterSeq] of this.places) {
      const head = heads.get(partition) ?? 0;
      if (head <= afterSeq) continue;
      const wanted = { ...this.filter, partition, afterSeq, limit };
      const events = await this.readModel.readEventsPage(wanted);
      const last = events.at(-1)?.seq ?? afterSeq;
      // A page that is not full has seen all there was, whatever the filter kept back.
      this.places.set(partition, events.length === limit ? last : Math.max(last, head));
      if (events.length > 0) return events;
    }
    return [];
  }

  /** Where the walk is. */
  get cursor(): LogCursor {
    return this.places;
  }

  /** Where the walk was after one of the events of its last page, as text. */
  cursorAt({ partition, seq }: RecordedEvent): string {
    return formatLogCursor(new Map(this.places).set(partition, seq));
  }
}
