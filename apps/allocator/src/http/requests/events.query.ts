import { EVENT_TYPES } from '#contracts';
import type { EventsWanted } from '#postgres';
import { EXPORT_EVENTS_MAX } from '../../queries/export-events.js';
import { Id, Shaped, Text, Time } from './fields.js';
import { refusal } from './parameters.js';

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

  @Shaped(/^\d{1,4}:\d{1,15}$/, 'a place in the log such as 7:1234 (partition:seq)', {
    optional: true,
  })
  readonly after?: string;

  @Shaped(/^[1-9]\d{0,6}$/, 'a number of events from 1 to 1000000', { optional: true })
  readonly limit?: string;
}

/** @throws a 400 problem naming the parameter that means nothing. */
export function wantedEvents(query: EventsQuery): EventsWanted {
  const [partition, seq] = (query.after ?? '-1:0').split(':').map(Number);
  const limit = Number(query.limit ?? EXPORT_EVENTS_MAX);
  if (limit > EXPORT_EVENTS_MAX) {
    throw refusal([{ path: 'limit', message: `must be at most ${EXPORT_EVENTS_MAX}` }]);
  }
  return {
    partition: null,
    after: { partition: partition!, seq: seq! },
    venueId: query.venueId ?? null,
    types: query.types === undefined ? null : eventTypes(query.types),
    from: instant('from', query.from),
    to: instant('to', query.to),
    limit,
  };
}

function eventTypes(text: string): readonly string[] {
  const types = text.split(',');
  const unknown = types.filter((type) => !(EVENT_TYPES as string[]).includes(type));
  if (unknown.length > 0) {
    throw refusal([{ path: 'types', message: `has no event type ${unknown[0]!.slice(0, 100)}` }]);
  }
  return types;
}

/** A query has no venue's clock to read a bare time by, so it must say its offset. */
function instant(path: string, text: string | undefined): string | null {
  if (text === undefined) return null;
  const time = /(Z|[+-]\d{2}:\d{2})$/.test(text) ? Date.parse(text) : Number.NaN;
  if (Number.isNaN(time)) {
    throw refusal([{ path, message: 'must be a time that exists, with an offset or Z' }]);
  }
  return new Date(time).toISOString();
}
