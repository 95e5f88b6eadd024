import type {
  BookingBrief,
  BookingView,
  CommandOutcome,
  LogCursor,
  RecordedEvent,
  Uuid,
  VenueSummary,
  VenueView,
} from '#contracts';
import { whenAvailable } from '../when-available.js';
import { briefBookings } from './brief-bookings.js';
import { commandTypes } from './command-types.js';
import type { TypedCommand } from './command-types.js';
import { readEventsPage, readTableEvents } from './events-page.js';
import type { EventsWanted, TableEventsWanted } from './events-page.js';
import { findBooking } from './find-booking.js';
import { findOutcome } from './find-outcome.js';
import { findVenue } from './find-venue.js';
import { listFlagOverrides } from './flag-overrides.js';
import { readLogHeads } from './log-heads.js';
import type { FlagOverride } from './flag-overrides.js';
import { readRefusedDemand } from './refused-demand.js';
import { listVenues } from './list-venues.js';
import type { RefusedDemand, RefusedWanted } from './refused-demand.js';
import type { Queryable } from './queryable.js';

/**
 * The questions the API answers from the tables; every answer is of one statement's snapshot. Fails
 * with an {@link UnavailableError} while the database is away.
 */
export interface ReadModel {
  findOutcome(commandId: Uuid): Promise<{ venueId: Uuid; outcome: CommandOutcome } | null>;
  findVenue(venueId: Uuid): Promise<VenueView | null>;
  listVenues(reach: readonly Uuid[] | '*'): Promise<readonly VenueSummary[]>;
  /** With a venue: only when the booking is of that venue. */
  findBooking(bookingId: Uuid, venueId: Uuid | null): Promise<BookingView | null>;
  listFlagOverrides(venueId: Uuid | null): Promise<readonly FlagOverride[]>;
  readEventsPage(wanted: EventsWanted): Promise<readonly RecordedEvent[]>;
  readTableEvents(wanted: TableEventsWanted): Promise<readonly RecordedEvent[]>;
  readRefusedDemand(wanted: RefusedWanted): Promise<RefusedDemand>;
  commandTypes(commandIds: readonly Uuid[]): Promise<readonly TypedCommand[]>;
  /** With a venue: only of bookings of that venue. */
  briefBookings(
    bookingIds: readonly (Uuid | null)[],
    venueId: Uuid | null,
  ): Promise<readonly BookingBrief[]>;
  /** The last seq of every log partition: all that is recorded by now. */
  logHeads(): Promise<LogCursor>;
  /** Fails when the database does not answer. */
  ping(): Promise<void>;
}

/** @param partitions the number of log partitions. */
export function createReadModel(pool: Queryable, partitions: number): ReadModel {
  return {
    findOutcome: (commandId) => whenAvailable(findOutcome(pool, commandId)),
    findVenue: (venueId) => whenAvailable(findVenue(pool, venueId)),
    listVenues: (reach) => whenAvailable(listVenues(pool, reach)),
    findBooking: (bookingId, venueId) => whenAvailable(findBooking(pool, bookingId, venueId)),
    listFlagOverrides: (venueId) => whenAvailable(listFlagOverrides(pool, venueId)),
    readEventsPage: (wanted) => whenAvailable(readEventsPage(pool, wanted)),
    readTableEvents: (wanted) => whenAvailable(readTableEvents(pool, wanted)),
    readRefusedDemand: (wanted) => whenAvailable(readRefusedDemand(pool, partitions, wanted)),
    commandTypes: (commandIds) => whenAvailable(commandTypes(pool, commandIds)),
    briefBookings: (bookingIds, venueId) => whenAvailable(briefBookings(pool, bookingIds, venueId)),
    logHeads: () => whenAvailable(readLogHeads(pool, partitions)),
    ping: async () => void (await whenAvailable(pool.query('select 1'))),
  };
}
