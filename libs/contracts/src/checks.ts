import type { ClaimKind, Instant, JsonObject, TableRef, Uuid, Window } from './values.js';

export const CHECK_IDS = [
  'exists',
  'active',
  'booking',
  'window',
  'service',
  'capacity',
  'fit',
  'slack',
  'zone',
  'movable',
  'merges',
  'adjacency',
  'conflict',
  'presence',
  'pinned',
] as const;
export type CheckId = (typeof CHECK_IDS)[number];

/**
 * One answer of the evaluator. `code` is set when `status` is not `ok`: a refusal's where it is an
 * error.
 */
export interface Check {
  readonly id: CheckId;
  readonly status: 'ok' | 'warn' | 'error';
  readonly code?: WarningCode;
  readonly message: string;
  readonly details?: JsonObject;
}

/** Who stands in the way on one table, until when, and for holds whose and how much longer. */
export interface Blocker {
  readonly tableId: Uuid;
  readonly label: string;
  readonly kind: ClaimKind;
  /** The booking's, hold's or block's id, by kind; a claim nobody owns shows its own id. */
  readonly id: Uuid;
  readonly bookingId: Uuid | null;
  readonly window: Window;
  readonly shadow: boolean;
  /** Who made the claim. */
  readonly owner: string | null;
  /** For holds: whole seconds until it lapses. */
  readonly secondsLeft?: number;
  /** For blocks: why. */
  readonly reason?: string;
}

/**
 * Something that would work now: other tables for the same window, or the same wish at another
 * time.
 */
export interface Alternative {
  readonly tables: readonly TableRef[];
  readonly window: Window;
  /** True when `window` is the one asked for. */
  readonly sameTime: boolean;
  readonly spareSeats: number;
}

/** Every way to say no. */
export const REJECTION_CODES = [
  'TABLE_NOT_FOUND',
  'TABLE_INACTIVE',
  'BOOKING_NOT_FOUND',
  'BOOKING_CLOSED',
  'WINDOW_INVALID',
  'OUTSIDE_SERVICE',
  'CAPACITY_INSUFFICIENT',
  'SLACK_EXCEEDED',
  'ZONES_MIXED',
  'TABLE_FIXED',
  'MERGES_DISABLED',
  'TOO_MANY_TABLES',
  'NOT_ADJACENT',
  'TABLE_CONFLICT',
  'HOLD_CONFLICT',
  'TABLE_BLOCKED',
  'BOOKING_PINNED',
  'HOLD_NOT_FOUND',
  'HOLD_EXPIRED',
  'HOLD_BOOKING_MISMATCH',
  'HOLD_TTL_INVALID',
  'BLOCK_NOT_FOUND',
  'BOOKING_UNASSIGNED',
  'STALE_CONTEXT',
  'IDEMPOTENCY_MISMATCH',
  'FLAG_UNKNOWN',
  'PAYLOAD_INVALID',
  'VENUE_NOT_FOUND',
  'VENUE_IN_USE',
  'ID_TAKEN',
  'NO_TABLES_FIT',
] as const;
export type RejectionCode = (typeof REJECTION_CODES)[number];

export interface Rejection {
  readonly code: RejectionCode;
  readonly message: string;
  readonly checks: readonly Check[];
  readonly blockers: readonly Blocker[];
  readonly alternatives: readonly Alternative[];
  readonly details?: JsonObject;
}

/**
 * What the selector looked at, for people who ask "why that table". Times are not in it: see
 * `elapsedMicros`.
 */
export interface SelectionTrace {
  readonly considered: number;
  readonly feasible: number;
  /** How many candidates were lost for each reason. */
  readonly lostBy: { readonly [reason: string]: number };
  /** The best few that lost, and the criterion that decided. */
  readonly runnersUp: readonly { readonly tables: readonly TableRef[]; readonly lostOn: string }[];
  readonly criteria: {
    readonly tables: number;
    readonly spareSeats: number;
    readonly scarcity: number;
    readonly demandSeatable: number;
    readonly edges: number;
  } | null;
  /** Wall time of the search in µs; measured by the caller, since the domain has no clock. */
  readonly elapsedMicros?: number;
}

/** What an accepted command may be warned of besides the checks that did not refuse. */
export const WARNING_CODES = [
  /** The tables were not free at the new time and were given up. */
  'TABLES_LOST',
  /** A status that was taken back could not have its tables again. */
  'TABLES_NOT_RESTORED',
  /** The stay should last longer and cannot: the window that it had stays. */
  'WINDOW_NOT_EXTENDED',
  /** Staff chose a time, or pinned the booking; that stays where the owner's edit differs. */
  'STAFF_CHOICE_KEPT',
  /** The guests are here: their tables stay, whatever time the owner moves the booking to. */
  'GUESTS_KEPT',
  /** A hold of the time that the booking had was let go with that time. */
  'HOLD_GIVEN_UP',
  /** A table that the booking asks for by its pins is no longer of the venue. */
  'PINNED_TABLE_GONE',
  /** The tables are given for a window without the booked start. */
  'OUTSIDE_BOOKED_TIME',
  /** A table that the booking has is no longer of the venue: it needs another. */
  'TABLE_DROPPED',
  /** Guests who had a table until before now are here still, and may sit there. */
  'TABLE_MAY_BE_OCCUPIED',
  /** Guests stay longer than they can have their tables: somebody else is next there. */
  'OVERSTAY',
] as const;
export type NoticeCode = (typeof WARNING_CODES)[number];
export type WarningCode = RejectionCode | NoticeCode;

export interface Warning {
  readonly code: WarningCode;
  readonly message: string;
  readonly details?: JsonObject;
}

export interface EventRef {
  readonly id: Uuid;
  readonly type: string;
  readonly partition: number;
  readonly seq: number;
}

/** The answer to a command, stored with its id and returned again whenever it is repeated. */
export interface CommandOutcome {
  readonly commandId: Uuid;
  readonly status: 'accepted' | 'rejected' | 'invalid';
  readonly duplicate: boolean;
  readonly events: readonly EventRef[];
  readonly contextVersion: string | null;
  readonly rejection?: Rejection;
  readonly warnings: readonly Warning[];
  /**
   * Only over Kafka, where a reply did not fit its topic: what is missing here is its events, the
   * rejection's checks, blockers, alternatives and details, and the warnings.
   */
  readonly abridged?: {
    /** Of the whole outcome as JSON. */
    readonly bytes: number;
    /** Where it can be read over HTTP; null: it is not stored, because nothing was decided. */
    readonly path: string | null;
  };
}

/**
 * Of several commands sent together, one that was not answered. Nothing is stored under its id that
 * would say so; whether it took effect all the same, its repetition tells.
 */
export interface UnansweredCommand {
  readonly commandId: Uuid;
  readonly status: 'unavailable';
  /** `INTERNAL`: the service failed on this command, and says why in its log. */
  readonly code: 'OVERLOADED' | 'STOPPING' | 'LOG_UNAVAILABLE' | 'INTERNAL';
  /** When to send it again, with the same id and in the same order. */
  readonly retryAfterSeconds: number;
}

/** What one of several commands sent together is answered with. */
export type CommandAnswer = CommandOutcome | UnansweredCommand;

export type { Instant };
