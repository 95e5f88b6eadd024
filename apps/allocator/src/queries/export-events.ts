import { Inject } from '@nestjs/common';
import { Query, QueryHandler } from '@nestjs/cqrs';
import type { IQueryHandler } from '@nestjs/cqrs';
import type { RecordedEvent } from '#contracts';
import type { EventsWanted, ReadModel } from '#postgres';
import { READ_MODEL } from '../tokens.js';

/**
 * Most events in one answer, so that a forgotten download ends; `after` goes on from its last line.
 */
export const EXPORT_EVENTS_MAX = 1_000_000;
const PAGE_EVENTS = 500;

/**
 * The events wanted, one after the other; the log is read page by page, no faster than they are
 * taken.
 */
export class ExportEvents extends Query<AsyncIterable<RecordedEvent>> {
  constructor(readonly wanted: EventsWanted) {
    super();
  }
}

@QueryHandler(ExportEvents)
export class ExportEventsHandler implements IQueryHandler<ExportEvents> {
  constructor(@Inject(READ_MODEL) private readonly readModel: ReadModel) {}

  async execute({ wanted }: ExportEvents): Promise<AsyncIterable<RecordedEvent>> {
    // The first page is read before the answer begins, so that a failure is still a problem
    // document.
    const first = await this.readModel.readEventsPage(pageOf(wanted, wanted.after, wanted.limit));
    return this.events(wanted, first);
  }

  private async *events(
    wanted: EventsWanted,
    first: Awaited<ReturnType<ReadModel['readEventsPage']>>,
  ): AsyncGenerator<RecordedEvent> {
    let left = wanted.limit;
    for (let page = first; ;) {
      yield* page.events;
      left -= page.events.length;
      if (page.next === null || left <= 0) return;
      page = await this.readModel.readEventsPage(pageOf(wanted, page.next, left));
    }
  }
}

function pageOf(wanted: EventsWanted, after: EventsWanted['after'], left: number): EventsWanted {
  return { ...wanted, after, limit: Math.min(PAGE_EVENTS, left) };
}
