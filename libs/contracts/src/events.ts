import type { Blocker, Rejection, SelectionTrace, Warning } from './checks.js';
import type { CommandType, SentTime } from './commands.js';
import type {
  Actor,
  BookingStatus,
  Instant,
  JsonObject,
  SeatedTable,
  TableRef,
  Uuid,
  Window,
} from './values.js';
import type { VenueConfiguration } from './venue.js';

/**
 * What a booking's times and status were computed from, as its owner wrote it. Whether an edit
 * changes them is a comparison with this, so that a note on a booking moves nobody.
 */
export interface SentFacts {
  readonly startsAt: SentTime;
  /** Null: the venue's turn time applied. */
  readonly endsAt: SentTime | null;
  /** The venue's zone, where a time came without an offset and was read by its wall clock. */
  readonly timeZone: string | null;
  readonly status: BookingStatus;
}

/** A booking as we know it: everything but its tables. */
export interface BookingFacts {
  readonly bookingId: Uuid;
  readonly partySize: number;
  readonly startsAt: Instant;
  /** As the sender gave it or by the turn time; without buffers. */
  readonly endsAt: Instant;
  /**
   * `[startsAt − before, endsAt + after)`: computed once, and again only where the owner changed
   * what it follows from.
   */
  readonly window: Window;
  readonly status: BookingStatus;
  readonly zone: string | null;
  readonly pinnedTableIds: readonly Uuid[];
  readonly metadata: JsonObject | null;
  /** Absent or null in what was recorded before it was kept. */
  readonly sent?: SentFacts | null;
}

/**
 * A set of tables for one window. `shadow` claims are observed and block nobody. An assignment
 * event states the whole assignment after it, so a reader needs no earlier event to know who sits
 * where.
 */
export interface Seating {
  readonly tables: readonly SeatedTable[];
  readonly window: Window;
  readonly shadow: boolean;
  /** One id for the tables of a merge, null for a single table. */
  readonly mergeGroupId: Uuid | null;
}

/** The data of every event, by type: the vocabulary of what can have happened. */
export interface EventData {
  VenueConfigured: VenueConfiguration & {
    readonly version: number;
    readonly force: boolean;
    readonly reason: string | null;
  };
  BookingRegistered: BookingFacts;
  BookingChanged: BookingFacts & { readonly changed: readonly string[] };
  BookingStatusChanged: {
    readonly bookingId: Uuid;
    readonly partySize: number;
    readonly from: BookingStatus;
    readonly to: BookingStatus;
    /** What a terminal status gave up, remembered so that who takes it back can have it again. */
    readonly released: Seating | null;
    /** When the booking came to its end; null while it is open. Absent in older events. */
    readonly endedAt?: Instant | null;
    /** What its owner sent with it. Absent where staff changed it, and in older events. */
    readonly sent?: SentFacts | null;
  };
  HoldPlaced: {
    readonly holdId: Uuid;
    readonly bookingId: Uuid | null;
    readonly partySize: number | null;
    readonly tables: readonly TableRef[];
    readonly window: Window;
    readonly shadow: boolean;
    readonly expiresAt: Instant;
    /** Extensions may not reach past this. */
    readonly expiresAtMax: Instant;
    readonly metadata: JsonObject | null;
    readonly warnings: readonly Warning[];
  };
  HoldExtended: {
    readonly holdId: Uuid;
    readonly bookingId: Uuid | null;
    readonly tables: readonly TableRef[];
    readonly window: Window;
    readonly expiresAt: Instant;
    readonly previousExpiresAt: Instant;
  };
  /** Always followed, in the same transaction, by the `TablesAssigned` that it became. */
  HoldConfirmed: {
    readonly holdId: Uuid;
    readonly bookingId: Uuid;
    readonly partySize: number;
    readonly tables: readonly TableRef[];
    readonly window: Window;
  };
  HoldReleased: {
    readonly holdId: Uuid;
    readonly bookingId: Uuid | null;
    readonly tables: readonly TableRef[];
    readonly window: Window;
    readonly reason: string;
  };
  HoldExpired: {
    readonly holdId: Uuid;
    readonly bookingId: Uuid | null;
    readonly tables: readonly TableRef[];
    readonly window: Window;
    readonly expiresAt: Instant;
  };
  TablesAssigned: Seating & {
    readonly bookingId: Uuid;
    readonly partySize: number;
    readonly method: 'manual' | 'best' | 'hold' | 'restored' | 'repack';
    readonly previous: Seating | null;
    readonly warnings: readonly Warning[];
    readonly trace: SelectionTrace | null;
  };
  TablesUnassigned: {
    readonly bookingId: Uuid;
    readonly partySize: number;
    readonly removed: readonly TableRef[];
    readonly window: Window;
    readonly remaining: Seating | null;
    readonly reason: string;
  };
  BookingMoved: {
    readonly bookingId: Uuid;
    readonly partySize: number;
    readonly from: Seating;
    readonly to: Seating;
    readonly warnings: readonly Warning[];
  };
  BookingsSwapped: {
    readonly a: {
      readonly bookingId: Uuid;
      readonly partySize: number;
      readonly from: Seating;
      readonly to: Seating;
    };
    readonly b: {
      readonly bookingId: Uuid;
      readonly partySize: number;
      readonly from: Seating;
      readonly to: Seating;
    };
    readonly warnings: readonly Warning[];
  };
  TablesBlocked: {
    readonly blockId: Uuid;
    readonly tables: readonly TableRef[];
    readonly window: Window;
    readonly shadow: boolean;
    readonly reason: string;
  };
  TablesUnblocked: {
    readonly blockId: Uuid;
    readonly tables: readonly TableRef[];
    readonly window: Window;
    readonly remaining: readonly TableRef[];
    readonly reason: string | null;
  };
  /** Guests who have not left keep their tables longer than they were to have them. */
  StayExtended: {
    readonly bookingId: Uuid;
    readonly partySize: number;
    readonly from: Seating;
    readonly to: Seating;
  };
  /** Guests who have not left cannot keep a table any longer: somebody else is to have it. Told once. */
  OverstayObserved: {
    readonly bookingId: Uuid;
    readonly partySize: number;
    /** The tables that the other is to have. */
    readonly tables: readonly TableRef[];
    /** How long the guests have them. */
    readonly until: Instant;
    readonly next: Blocker;
  };
  BookingPinned: { readonly bookingId: Uuid; readonly partySize: number; readonly reason: string };
  BookingUnpinned: {
    readonly bookingId: Uuid;
    readonly partySize: number;
    readonly reason: string;
  };
  /**
   * One row made elsewhere, before or beside the log. States the whole assignment after it, and who
   * made it when. The booking need not be registered here.
   */
  AllocationImported: Seating & {
    readonly bookingId: Uuid;
    /** Null for a booking that is not registered. */
    readonly partySize: number | null;
    readonly table: TableRef;
    readonly assignedBy: string | null;
    readonly assignedAt: Instant;
    readonly idempotencyKey: string | null;
  };
  /** A shadow assignment that overlaps nothing is guarded from now on. */
  AllocationPromoted: Seating & {
    readonly bookingId: Uuid;
    readonly partySize: number | null;
  };
  ShadowConflictObserved: {
    readonly bookingId: Uuid | null;
    readonly holdId: Uuid | null;
    readonly blockId: Uuid | null;
    readonly tables: readonly TableRef[];
    readonly window: Window;
    readonly blockers: readonly Blocker[];
  };
  FlagSet: {
    readonly flag: string;
    readonly value: boolean | null;
    readonly previous: boolean | null;
    readonly scope: 'global' | 'venue';
    readonly reason: string;
  };
  /** Refused demand: what was asked, and every reason it was not given. */
  CommandRejected: {
    readonly commandType: CommandType;
    readonly bookingId: Uuid | null;
    readonly holdId: Uuid | null;
    readonly partySize: number | null;
    readonly tables: readonly TableRef[];
    readonly window: Window | null;
    readonly rejection: Rejection;
    readonly trace: SelectionTrace | null;
  };
}

export type EventType = keyof EventData;

/** Schema version of each event type; a change that breaks a reader is a new number. */
export const EVENT_SCHEMA_VERSIONS: { readonly [T in EventType]: number } = {
  VenueConfigured: 1,
  BookingRegistered: 1,
  BookingChanged: 1,
  BookingStatusChanged: 1,
  HoldPlaced: 1,
  HoldExtended: 1,
  HoldConfirmed: 1,
  HoldReleased: 1,
  HoldExpired: 1,
  TablesAssigned: 1,
  TablesUnassigned: 1,
  BookingMoved: 1,
  BookingsSwapped: 1,
  TablesBlocked: 1,
  TablesUnblocked: 1,
  StayExtended: 1,
  OverstayObserved: 1,
  BookingPinned: 1,
  BookingUnpinned: 1,
  AllocationImported: 1,
  AllocationPromoted: 1,
  ShadowConflictObserved: 1,
  FlagSet: 1,
  CommandRejected: 1,
};
export const EVENT_TYPES = Object.keys(EVENT_SCHEMA_VERSIONS) as EventType[];

/** An event as the domain decides it: what happened, without when, where in the log, or by whom. */
export type DomainEvent = {
  [T in EventType]: { readonly type: T; readonly data: EventData[T] };
}[EventType];

/**
 * What the log adds to a {@link DomainEvent}. These are the fields the hash covers, with type and
 * data.
 */
export interface EventEnvelope {
  readonly id: Uuid;
  readonly schemaVersion: number;
  readonly venueId: Uuid;
  readonly partition: number;
  /** Dense from 1 in its partition. */
  readonly seq: number;
  /** By the database's clock; within a partition never before that of an earlier event. */
  readonly recordedAt: Instant;
  readonly actor: Actor;
  readonly commandId: Uuid;
  readonly correlationId: string | null;
}

/** An event as recorded: the value of a Kafka record and of an export line. */
export type RecordedEvent = {
  [T in EventType]: EventEnvelope & { readonly type: T; readonly data: EventData[T] };
}[EventType];

/** A recorded event with its place in the hash chain (lower-case hex) and its trace. */
export interface LoggedEvent {
  readonly event: RecordedEvent;
  readonly prevHash: string;
  readonly hash: string;
  readonly traceparent: string | null;
}
