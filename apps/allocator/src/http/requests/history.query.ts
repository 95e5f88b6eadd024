import { Id, Shaped, Time } from './fields.js';

/** What `GET /api/venues/:venueId/history` may be asked. Everything in a query is text. */
export class HistoryQuery {
  @Id()
  readonly tableId!: string;

  @Time({ optional: true, description: 'Who had the table at this time; absent: every spell' })
  readonly at?: string;

  @Time({ optional: true, description: 'As was known at this time; absent: now' })
  readonly asOf?: string;

  @Shaped(/^\d{1,15}$/, 'the `next` of a page before', { optional: true })
  readonly after?: string;
}
