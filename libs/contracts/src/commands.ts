import type { Actor, BookingStatus, Instant, JsonObject, Uuid } from './values.js';
import type { VenueConfiguration } from './venue.js';

/**
 * A time as a sender writes it: ISO 8601, with an offset or `Z`, or without one, which means the
 * venue's wall clock. The domain turns it into an {@link Instant} or refuses it (`WINDOW_INVALID`).
 */
export type SentTime = string;

/** A window as a sender writes it, taken as it is: buffers are the sender's business. */
export interface SentWindow {
  readonly start: SentTime;
  /** `null` (open) is allowed for `BlockTables` only. */
  readonly end: SentTime | null;
}

/** What `AssignBest` may be told about the tables it chooses. */
export interface SelectionConstraints {
  readonly zone?: string | null;
  readonly maxTables?: number | null;
  readonly excludeTableIds?: readonly Uuid[] | null;
}

/** One booking that makes room, and where it goes. */
export interface RepackingMove {
  readonly bookingId: Uuid;
  readonly tableIds: readonly Uuid[];
}

/** One row of an assignment that was made elsewhere, before or beside the log. */
export interface ImportedRow {
  readonly bookingId: Uuid;
  readonly tableId: Uuid;
  readonly start: SentTime;
  readonly end: SentTime;
  readonly assignedBy?: string | null;
  /** Absent: the time of the import. */
  readonly assignedAt?: SentTime | null;
  readonly idempotencyKey?: string | null;
  readonly mergeGroupId?: Uuid | null;
}

/** The data of every command, by type: the vocabulary of what can be asked. */
export interface CommandData {
  ConfigureVenue: VenueConfiguration & {
    readonly force?: boolean | null;
    readonly reason?: string | null;
  };
  RegisterBooking: {
    readonly bookingId: Uuid;
    readonly partySize: number;
    readonly startsAt: SentTime;
    readonly endsAt?: SentTime | null;
    readonly status: BookingStatus;
    readonly zone?: string | null;
    readonly pinnedTableIds?: readonly Uuid[] | null;
    readonly metadata?: JsonObject | null;
  };
  SetBookingStatus: { readonly bookingId: Uuid; readonly status: BookingStatus };
  HoldTables: {
    readonly holdId: Uuid;
    readonly bookingId?: Uuid | null;
    readonly tableIds: readonly Uuid[];
    readonly window?: SentWindow | null;
    /** Absent: the policy's default. */
    readonly ttlSeconds?: number | null;
    /**
     * `requireAdjacency: boolean` in it overrides the flag, for the hold and for its confirmation.
     */
    readonly metadata?: JsonObject | null;
  };
  /** The selector chooses what is held, under the lock that decides. */
  HoldBest: {
    readonly holdId: Uuid;
    readonly bookingId: Uuid;
    readonly window?: SentWindow | null;
    readonly constraints?: SelectionConstraints | null;
    /** Absent: the policy's default. */
    readonly ttlSeconds?: number | null;
    readonly metadata?: JsonObject | null;
  };
  ExtendHold: { readonly holdId: Uuid; readonly ttlSeconds: number };
  ConfirmHold: { readonly holdId: Uuid; readonly bookingId: Uuid };
  ReleaseHold: {
    readonly holdId: Uuid;
    readonly bookingId?: Uuid | null;
    readonly reason?: string | null;
  };
  AssignTables: {
    readonly bookingId: Uuid;
    readonly tableIds: readonly Uuid[];
    readonly window?: SentWindow | null;
    readonly mode?: 'replace' | 'add' | null;
  };
  AssignBest: {
    readonly bookingId: Uuid;
    readonly window?: SentWindow | null;
    readonly constraints?: SelectionConstraints | null;
  };
  UnassignTables: { readonly bookingId: Uuid; readonly tableIds?: readonly Uuid[] | null };
  MoveBooking: {
    readonly bookingId: Uuid;
    readonly tableIds: readonly Uuid[];
    readonly window?: SentWindow | null;
  };
  SwapBookings: { readonly bookingIdA: Uuid; readonly bookingIdB: Uuid };
  /** Moves other bookings, each at its own time, and seats one in the room they make: all or nothing. */
  RepackBookings: {
    readonly bookingId: Uuid;
    readonly tableIds: readonly Uuid[];
    readonly window?: SentWindow | null;
    readonly moves: readonly RepackingMove[];
  };
  BlockTables: {
    readonly blockId: Uuid;
    readonly tableIds: readonly Uuid[];
    readonly window: SentWindow;
    readonly reason: string;
  };
  UnblockTables: {
    readonly blockId: Uuid;
    readonly tableIds?: readonly Uuid[] | null;
    readonly reason?: string | null;
  };
  PinBooking: { readonly bookingId: Uuid; readonly reason: string };
  UnpinBooking: { readonly bookingId: Uuid; readonly reason: string };
  ExpireHold: { readonly holdId: Uuid };
  /** Lengthens the stay of guests who have not left, as far as the policy and the next party allow. */
  ExtendStay: { readonly bookingId: Uuid };
  /** Makes rows that no event accounts for part of the log, as shadows; blocks nobody. */
  ImportAllocations: { readonly rows: readonly ImportedRow[] };
  /** Guards the shadow assignments of these bookings, those that overlap nothing. */
  PromoteAllocations: { readonly bookingIds: readonly Uuid[] };
  SetFlag: {
    readonly flag: string;
    /** `null` takes the override away again. */
    readonly value: boolean | null;
    /** `venue` binds the envelope's venue; `global` binds all. */
    readonly scope: 'global' | 'venue';
    readonly reason: string;
  };
}

export type CommandType = keyof CommandData;

export const COMMAND_TYPES = [
  'ConfigureVenue',
  'RegisterBooking',
  'SetBookingStatus',
  'HoldTables',
  'HoldBest',
  'ExtendHold',
  'ConfirmHold',
  'ReleaseHold',
  'AssignTables',
  'AssignBest',
  'UnassignTables',
  'MoveBooking',
  'SwapBookings',
  'RepackBookings',
  'BlockTables',
  'UnblockTables',
  'PinBooking',
  'UnpinBooking',
  'ExpireHold',
  'ExtendStay',
  'ImportAllocations',
  'PromoteAllocations',
  'SetFlag',
] as const satisfies readonly CommandType[];

/** What the service sends itself, by its clock; nobody outside may. */
export const COMMANDS_OF_OUR_OWN: ReadonlySet<CommandType> = new Set(['ExpireHold', 'ExtendStay']);

/** The pseudo venue that global flag flips are recorded under: it has a log partition, no floor. */
export const GLOBAL_VENUE_ID: Uuid = '00000000-0000-0000-0000-000000000000';

export interface CommandEnvelope<T extends CommandType = CommandType> {
  /** Made by the sender; the idempotency key. */
  readonly commandId: Uuid;
  readonly type: T;
  readonly venueId: Uuid;
  readonly data: CommandData[T];
  readonly issuedAt?: Instant | null;
  readonly actor: Actor;
  readonly correlationId?: string | null;
  /** W3C trace context of the asker; travels to the record's header. */
  readonly traceparent?: string | null;
  /** Refuse with `STALE_CONTEXT` when the venue changed since this `contextVersion` was read. */
  readonly expectedContextVersion?: string | null;
  /**
   * Refuse with `STALE_CONTEXT` when something that matters to this command changed since this
   * `contextVersion` was shown; `details.changes` says what. For what a person was shown and agreed
   * to: holds, their confirmation, assignments, repacks. Never from outside: the staff's routes say
   * so.
   */
  readonly shownContextVersion?: string | null;
  /** The ops manual route says so, because one flag guards that route alone. Never from outside. */
  readonly route?: 'ops' | null;
}

/** A command as a union over `type`, so that a switch narrows its data. */
export type Command = { [T in CommandType]: CommandEnvelope<T> }[CommandType];
