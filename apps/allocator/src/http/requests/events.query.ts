import { EVENT_TYPES, LOG_CURSOR_SHAPE, parseLogCursor } from '#contracts';
import type { LogCursor } from '#contracts';
import type { EventsFilter } from '#postgres';
import { EXPORT_EVENTS_MAX } from '../../queries/export-events.js';
import { CursorError } from '../../queries/start-walk.js';
import { Id, Shaped, Text, Time } from './fields.js';
import { refusal } from './parameters.js';
import { periodOf } from './period.js';

/** What `GET /api/events` may be asked. Everything in a query is text. */
export class EventsQuery {
  @Id({ optional: true, description: 'Absent: all venues' })
  readonly venueId?: string;

  @Text({ max: 1_000 }, { optional: true, description: 'Event types, separated by commas' })
  readonly types?: string;

  @Time({ optional: true, description: 'Recorded at this time or later' })
  readonly from?: string;

  @Time({ optional: true, description: 'Recorded before this time' })
  readonly to?: string;

  @Shaped(LOG_CURSOR_SHAPE, 'places in the log such as 7:1234 or 0:12,5:381 (partition:seq)', {
    optional: true,
  })
  readonly after?: string;

  @Shaped(/^[1-9]\d{0,6}$/, 'a number of events from 1 to 1000000', { optional: true })
  readonly limit?: string;
}

/** @throws a 400 problem naming the parameter that means nothing. */
export function wantedExport(query: EventsQuery): {
  filter: EventsFilter;
  after: LogCursor;
  limit: number;
} {
  const limit = Number(query.limit ?? EXPORT_EVENTS_MAX);
  if (limit > EXPORT_EVENTS_MAX) {
    throw refusal([{ path: 'limit', message: `must be at most ${EXPORT_EVENTS_MAX}` }]);
  }
  return { filter: filterOf(query), after: cursor('after', query.after) ?? new Map(), limit };
}

/**
 * `after` is null when the tail begins now. What the client has seen last counts more than where it
 * once began, because a browser that reconnects repeats the address it was given.
 *
 * @throws a 400 problem naming the parameter that means nothing, such as an end.
 */
export function wantedTail(
  query: EventsQuery,
  lastEventId: string | undefined,
): { filter: EventsFilter; after: LogCursor | null } {
  const ends = (['to', 'limit'] as const).filter((name) => query[name] !== undefined);
  if (ends.length > 0) {
    throw refusal(ends.map((path) => ({ path, message: 'is not for a live tail: it has no end' })));
  }
  const filter = filterOf(query);
  const place = cursor('Last-Event-ID', lastEventId) ?? cursor('after', query.after);
  return { filter, after: place ?? (filter.from === null ? null : new Map<number, number>()) };
}

/** @throws a 400 problem when the place that `path` names is not in the log. */
export async function inTheLog<T>(path: string, begin: () => Promise<T>): Promise<T> {
  try {
    return await begin();
  } catch (error) {
    throw error instanceof CursorError ? refusal([{ path, message: error.message }]) : error;
  }
}

function filterOf(query: EventsQuery): EventsFilter {
  return {
    venueId: query.venueId ?? null,
    types: query.types === undefined ? null : eventTypes(query.types),
    ...periodOf(query),
  };
}

function cursor(path: string, text: string | undefined): LogCursor | null {
  if (text === undefined) return null;
  const parsed = parseLogCursor(text);
  if (parsed === null) {
    const message = 'must be places such as 7:1234 or 0:12,5:381, each partition once';
    throw refusal([{ path, message }]);
  }
  return parsed;
}

function eventTypes(text: string): readonly string[] {
  const types = text.split(',');
  const unknown = types.filter((type) => !(EVENT_TYPES as string[]).includes(type));
  if (unknown.length > 0) {
    throw refusal([{ path: 'types', message: `has no event type ${unknown[0]!.slice(0, 100)}` }]);
  }
  return types;
}
