import { Id, Shaped } from './fields.js';
import { refusal } from './parameters.js';

/** What `GET /api/ops/tables/timeline` may be asked. Everything in a query is text. */
export class TimelineQuery {
  @Id()
  readonly venueId!: string;

  @Shaped(/^(19[7-9]\d|20\d\d|21\d\d)-\d\d-\d\d$/, 'a day such as 2026-11-27', { optional: true })
  readonly date?: string;
}

/** Null: the service day that it is now. @throws a 400 problem for a day no calendar has. */
export function wantedDay({ date }: TimelineQuery): string | null {
  if (date === undefined) return null;
  const time = Date.parse(`${date}T00:00:00Z`);
  // Some engines roll 31 June over to July; a day that exists comes back unchanged.
  if (Number.isNaN(time) || new Date(time).toISOString().slice(0, 10) !== date) {
    throw refusal([{ path: 'date', message: 'is not a day of the calendar' }]);
  }
  return date;
}
