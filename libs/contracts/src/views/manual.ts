import type { Alternative, Check, CommandOutcome, SelectionTrace, Warning } from '../checks.js';
import type { Flags } from '../flags.js';
import type { Instant, TableRef, Uuid, Window } from '../values.js';
import type { Table } from '../venue.js';
import type { AssignmentView, BookingView, VenueView } from './bookings.js';
import type { NamedBlocker } from './named.js';

/** A hold that is live, or past its time and not yet swept. */
export interface HoldView {
  readonly holdId: Uuid;
  readonly venueId: Uuid;
  readonly bookingId: Uuid | null;
  readonly tables: readonly TableRef[];
  readonly window: Window;
  readonly expiresAt: Instant;
  /** Extensions may not reach past this. */
  readonly expiresAtMax: Instant;
  /** Whole seconds by the server's clock; 0 when it has lapsed. */
  readonly secondsLeft: number;
  readonly shadow: boolean;
  /** Who took it. */
  readonly owner: string | null;
  readonly createdAt: Instant;
}

/** A table as the booking in question would find it: the same evaluator as the commands'. */
export interface ManualTable extends Table {
  readonly state: 'available' | 'held' | 'occupied' | 'blocked' | 'inactive';
  /** Every check of this table alone for the booking's party and window. */
  readonly checks: readonly Check[];
  /** Who stands in the way in the window; never the booking's own claims. */
  readonly blockers: readonly NamedBlocker[];
}

/** `GET /api/staff/manual/context`: all that a person needs to choose tables for a booking. */
export interface ManualContext {
  readonly booking: BookingView;
  readonly venue: VenueView;
  readonly window: Window;
  readonly tables: readonly ManualTable[];
  readonly adjacency: VenueView['adjacencies'];
  readonly assignments: readonly AssignmentView[];
  /** Live holds that overlap the window, the booking's own included. */
  readonly holds: readonly HoldView[];
  /** The booking's own live hold. */
  readonly activeHold: HoldView | null;
  /** Claims of others in the window. */
  readonly conflicts: readonly NamedBlocker[];
  /** What the selector would choose now, best first. */
  readonly suggestions: readonly Alternative[];
  /** Stays that are longer than somebody else leaves room for (`OVERSTAY`), where the booking is one of the two. */
  readonly warnings: readonly Warning[];
  readonly flags: Flags;
  /** Send it back with `confirm`, to be told when the picture has changed since. */
  readonly contextVersion: string | null;
  readonly serverNow: Instant;
}

/** Some tables for a booking, counted. `zone` is null when the tables are of several. */
export interface SelectionSummary {
  readonly tableCount: number;
  readonly totalCapacity: number;
  readonly slack: number;
  readonly zone: string | null;
  readonly tableLabels: readonly string[];
  readonly partySize: number;
}

/** `POST /api/staff/manual/validate`. `ok` when no check is an error: a hold would be placed. */
export interface ValidationAnswer {
  readonly ok: boolean;
  readonly summary: SelectionSummary;
  readonly checks: readonly Check[];
  readonly blockers: readonly NamedBlocker[];
  readonly alternatives: readonly Alternative[];
}

/** `POST /api/staff/manual/hold`; the hold's own claims do not count against it. */
export interface HoldAnswer {
  readonly hold: HoldView;
  readonly summary: SelectionSummary;
  readonly validation: ValidationAnswer;
}

/** `DELETE /api/staff/manual/hold`: the same answer however often it is asked. */
export interface HoldReleasedAnswer {
  readonly holdId: Uuid;
  readonly released: true;
}

/** `POST /api/staff/manual/hold/extend`. */
export interface HoldExtendedAnswer {
  readonly hold: HoldView;
}

/** `POST /api/staff/manual/confirm`. */
export interface ConfirmAnswer {
  readonly holdId: Uuid;
  readonly bookingId: Uuid;
  readonly assignments: readonly AssignmentView[];
  /** What was accepted all the same. */
  readonly warnings: readonly Warning[];
}

/** `POST`/`DELETE /api/ops/bookings/:id/tables`: the whole assignment after it. */
export interface TableAssignmentsAnswer {
  readonly tableAssignments: readonly AssignmentView[];
  /** What was accepted all the same: conflicts too, where they are only observed. */
  readonly warnings: readonly Warning[];
}

/**
 * What changed since a `contextVersion`, in the details of `STALE_CONTEXT`: enough to say it to a
 * person.
 */
export interface ContextChange {
  readonly type: string;
  readonly at: Instant;
  readonly actor: string;
  readonly bookingId: Uuid | null;
  readonly tables: readonly TableRef[];
}

/** `POST /api/staff/auto/quote`: what the selector would do now, optionally held. */
export interface QuoteAnswer {
  readonly bookingId: Uuid;
  /** Null: nothing fits; `alternatives` and `repack` say what would. */
  readonly tables: readonly TableRef[] | null;
  readonly window: Window;
  readonly summary: SelectionSummary | null;
  readonly trace: SelectionTrace;
  readonly alternatives: readonly Alternative[];
  /** The nearest start times at which the party would find a table, nearest first. */
  readonly nextTimes: readonly Alternative[];
  readonly hold: HoldView | null;
  /** What would be accepted all the same with these tables. */
  readonly warnings: readonly Warning[];
  readonly contextVersion: string | null;
  readonly serverNow: Instant;
}

/** `POST /api/staff/auto/confirm`. `holdId` is null for a quote that was not held. */
export interface AutoConfirmAnswer {
  readonly holdId: Uuid | null;
  readonly bookingId: Uuid;
  readonly assignments: readonly AssignmentView[];
  /** What was accepted all the same. */
  readonly warnings: readonly Warning[];
}

/** One booking that would change its tables, at the same time. */
export interface RepackMove {
  readonly bookingId: Uuid;
  readonly partySize: number;
  readonly from: readonly TableRef[];
  readonly to: readonly TableRef[];
}

/** `POST /api/staff/auto/repack`: the fewest moves that seat the party, taken by nobody yet. */
export interface RepackPreview {
  readonly bookingId: Uuid;
  /** Null: no set of moves within the bound seats the party. */
  readonly tables: readonly TableRef[] | null;
  readonly window: Window;
  readonly moves: readonly RepackMove[];
  /** How many arrangements were looked at, and whether all within the bound were. */
  readonly considered: number;
  readonly complete: boolean;
  readonly contextVersion: string | null;
}

/** `POST /api/staff/auto/repack/confirm`: who has which tables after it. */
export interface RepackAnswer {
  readonly bookingId: Uuid;
  readonly assignments: readonly AssignmentView[];
  readonly moved: readonly {
    readonly bookingId: Uuid;
    readonly assignments: readonly AssignmentView[];
  }[];
  readonly outcome: CommandOutcome;
}
