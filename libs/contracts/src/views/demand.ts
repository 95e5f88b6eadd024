import type { Blocker, RejectionCode } from '../checks.js';
import type { CommandType } from '../commands.js';
import type { Instant, Uuid, Window } from '../values.js';
import type { BookingBrief } from './bookings.js';

/**
 * How often something was refused; or, `observed`, was in conflict and given all the same, because
 * enforcement was off.
 */
export interface RefusedGroup {
  /** The beginning of the quarter hour in which it was refused; null when not grouped by it. */
  readonly quarterHour: Instant | null;
  readonly code: RejectionCode;
  readonly observed: boolean;
  readonly refusals: number;
  readonly bookings: number;
  /** Persons; a booking counts once in a group, however often it was refused. */
  readonly covers: number;
  /**
   * Those whose booking has no tables now and did not have any to its end; none for what was only
   * observed. A booking counts in every group in which it was refused: {@link RefusedTotals} has it
   * once.
   */
  readonly coversLost: number;
}

/** All groups together, each booking once: of what a booking was refused for twice, it lost once. */
export interface RefusedTotals {
  readonly refusals: number;
  readonly bookings: number;
  readonly covers: number;
  readonly coversLost: number;
  /** Conflicts that were given all the same, in none of the above; 0 unless they are asked for. */
  readonly observed: number;
}

/** One refusal, or one conflict that was observed and refused nobody. */
export interface Refused {
  readonly seq: number;
  readonly recordedAt: Instant;
  readonly commandId: Uuid;
  /** Null for what was observed. */
  readonly commandType: CommandType | null;
  readonly bookingId: Uuid | null;
  readonly partySize: number | null;
  readonly window: Window | null;
  /** For what was observed: as which it would have been refused. */
  readonly code: RejectionCode;
  readonly observed: boolean;
  readonly message: string;
  readonly blockers: readonly Blocker[];
}

/**
 * `GET /api/venues/:id/refused`: tables that were asked for and not given. What asks for none, such
 * as the release of a hold, is no demand when it is refused.
 */
export interface RefusedView {
  readonly from: Instant;
  readonly to: Instant;
  readonly totals: RefusedTotals;
  readonly groups: readonly RefusedGroup[];
  /** Newest first. */
  readonly refused: readonly Refused[];
  /** Those named in `refused`, asking or in the way, as they stand now. */
  readonly bookings: readonly BookingBrief[];
  /** The `before` of the next page; null when this is the last. */
  readonly next: number | null;
}
