import { Inject } from '@nestjs/common';
import { Query, QueryHandler } from '@nestjs/cqrs';
import type { IQueryHandler } from '@nestjs/cqrs';
import type { LogCursor, RecordedEvent } from '#contracts';
import type { EventsFilter, ReadModel } from '#postgres';
import { READ_MODEL } from '../tokens.js';
import { LogWalk } from './log-walk.js';
import { startOfWalk } from './start-walk.js';

/**
 * Most events in one answer, so that a forgotten download ends; `after` goes on from its lines.
 */
export const EXPORT_EVENTS_MAX = 1_000_000;
const PAGE_EVENTS = 500;

/**
 * The events wanted, one after the other, up to what is recorded when the answer begins; the log is
 * read page by page, no faster than they are taken.
 */
export class ExportEvents extends Query<AsyncIterable<RecordedEvent>> {
  constructor(
    readonly filter: EventsFilter,
    readonly after: LogCursor,
    readonly limit: number,
  ) {
    super();
  }
}

@QueryHandler(ExportEvents)
export class ExportEventsHandler implements IQueryHandler<ExportEvents> {
  constructor(@Inject(READ_MODEL) private readonly readModel: ReadModel) {}

  /** @throws CursorError for a place that is not in the log. */
  async execute({ filter, after, limit }: ExportEvents): Promise<AsyncIterable<RecordedEvent>> {
    const heads = await this.readModel.logHeads();
    const walk = new LogWalk(this.readModel, filter, startOfWalk(after, heads, filter));
    // The first page is read before the answer begins, so that a failure is still a problem
    // document.
    const first = await walk.next(heads, Math.min(PAGE_EVENTS, limit));
    return events(walk, heads, limit, first);
  }
}

async function* events(
  walk: LogWalk,
  heads: LogCursor,
  limit: number,
  first: readonly RecordedEvent[],
): AsyncGenerator<RecordedEvent> {
  let left = limit;
  for (let page = first; page.length > 0;) {
    yield* page;
    left -= page.length;
    if (left === 0) return;
    page = await walk.next(heads, Math.min(PAGE_EVENTS, left));
  }
}
