import type { BookingStatus, Instant, JsonObject, Uuid, Window } from '../values.js';
import type { VenueConfiguration } from '../venue.js';

/**
 * A venue's configuration and which one it is: 1 for the first, one more for each that followed.
 */
export interface VenueView extends VenueConfiguration {
  readonly version: number;
  readonly updatedAt: Instant;
}

/** A table that a booking has, as the tables of the database tell it. */
export interface AssignmentView {
  readonly tableId: Uuid;
  readonly label: string;
  readonly startAt: Instant;
  readonly endAt: Instant;
  readonly assignedBy: string | null;
  readonly assignedAt: Instant;
  readonly mergeGroupId: Uuid | null;
}

/** A booking that an answer names by its id, for whoever has to say who it is. */
export interface BookingBrief {
  readonly bookingId: Uuid;
  /** `metadata.name`, when the booking system sends one. */
  readonly name: string | null;
  readonly partySize: number;
  readonly startsAt: Instant;
}

/** A booking as it stands: what was registered, the tables it has, the holds that live for it. */
export interface BookingView {
  readonly bookingId: Uuid;
  readonly venueId: Uuid;
  readonly partySize: number;
  readonly startsAt: Instant;
  readonly endsAt: Instant;
  /** With buffers. */
  readonly window: Window;
  readonly status: BookingStatus;
  readonly zone: string | null;
  readonly pinnedTableIds: readonly Uuid[];
  readonly pinReason: string | null;
  readonly metadata: JsonObject | null;
  readonly registeredAt: Instant;
  readonly updatedAt: Instant;
  readonly assignments: readonly AssignmentView[];
  readonly holds: readonly {
    readonly holdId: Uuid;
    readonly tableIds: readonly Uuid[];
    readonly startAt: Instant;
    readonly endAt: Instant;
    readonly expiresAt: Instant;
  }[];
}
