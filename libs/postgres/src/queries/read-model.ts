import type { CommandOutcome, Uuid } from '#contracts';
import { readEventsPage } from './events-page.js';
import type { EventsPage, EventsWanted } from './events-page.js';
import { findBooking } from './find-booking.js';
import type { BookingView } from './find-booking.js';
import { findOutcome } from './find-outcome.js';
import { findVenue } from './find-venue.js';
import type { VenueView } from './find-venue.js';
import { listFlagOverrides } from './flag-overrides.js';
import type { FlagOverride } from './flag-overrides.js';
import type { Queryable } from './queryable.js';

/** The questions the API answers from the tables; every answer is of one statement's snapshot. */
export interface ReadModel {
  findOutcome(commandId: Uuid): Promise<{ venueId: Uuid; outcome: CommandOutcome } | null>;
  findVenue(venueId: Uuid): Promise<VenueView | null>;
  /** With a venue: only when the booking is of that venue. */
  findBooking(bookingId: Uuid, venueId: Uuid | null): Promise<BookingView | null>;
  listFlagOverrides(venueId: Uuid | null): Promise<readonly FlagOverride[]>;
  readEventsPage(wanted: EventsWanted): Promise<EventsPage>;
  /** Fails when the database does not answer. */
  ping(): Promise<void>;
}

export function createReadModel(pool: Queryable): ReadModel {
  return {
    findOutcome: (commandId) => findOutcome(pool, commandId),
    findVenue: (venueId) => findVenue(pool, venueId),
    findBooking: (bookingId, venueId) => findBooking(pool, bookingId, venueId),
    listFlagOverrides: (venueId) => listFlagOverrides(pool, venueId),
    readEventsPage: (wanted) => readEventsPage(pool, wanted),
    ping: async () => void (await pool.query('select 1')),
  };
}
