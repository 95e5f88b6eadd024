import type { Blocker } from '../checks.js';
import type { BookingStatus, ClaimKind, Instant, TableRef, Uuid, Window } from '../values.js';
import type { Table } from '../venue.js';

/** A booking as a tile shows it. */
export interface TimelineBooking {
  readonly bookingId: Uuid;
  /** `metadata.name`, when the booking system sends one. */
  readonly name: string | null;
  /** `metadata.note`. */
  readonly note: string | null;
  readonly partySize: number;
  /** Without buffers. */
  readonly startsAt: Instant;
  readonly endsAt: Instant;
  /** With buffers. */
  readonly window: Window;
  readonly status: BookingStatus;
  readonly zone: string | null;
  readonly pinReason: string | null;
}

/** A stretch of a table's row: one claim, or who sat there and has left. */
export interface TimelineSegment {
  readonly id: Uuid;
  readonly kind: ClaimKind;
  /** With buffers; may begin before the day or end after it. */
  readonly window: Window;
  readonly shadow: boolean;
  /** Its guests sat there and have left at the window's end: no claim any more. Absent of claims. */
  readonly past?: true;
  readonly bookingId: Uuid | null;
  readonly holdId: Uuid | null;
  readonly blockId: Uuid | null;
  /**
   * All tables of the owner, this one included: more than one is a merge. Of a block of more than
   * 100 this one alone.
   */
  readonly tables: readonly TableRef[];
  /** Null for blocks, for holds of nobody and for imported bookings nobody registered. */
  readonly booking: TimelineBooking | null;
  /** Holds: when it lapses. */
  readonly expiresAt: Instant | null;
  /** Who made the claim. */
  readonly owner: string | null;
  /** Blocks: why. */
  readonly reason: string | null;
}

/** A quarter of an hour: who sits, and how full the floor is. */
export interface TimelineQuarter {
  readonly start: Instant;
  /** Persons of assigned bookings who sit then, or sat and have left; buffers left out. */
  readonly covers: number;
  /** Tables taken by assignments, or by who sat then, of the active ones: 0..1. */
  readonly occupancy: number;
}

/** Guests who are here and whose tables are not theirs for as long as they stay. */
export interface AttentionRow {
  /**
   * `overstay`: somebody else is next before they could stay longer. `lapsed`: nothing is theirs any
   * more, and nobody has said that they left.
   */
  readonly kind: 'overstay' | 'lapsed';
  readonly bookingId: Uuid;
  readonly booking: TimelineBooking;
  /** The tables in question. */
  readonly tables: readonly TableRef[];
  /** Until when they are theirs. */
  readonly until: Instant;
  /** Who has one of the tables next; `lapsed`: if somebody does within a quarter of an hour. */
  readonly next: Blocker | null;
  /** Up to three moves that would work now: of the party that is next, or of the one that sits. */
  readonly moves: readonly { readonly bookingId: Uuid; readonly tables: readonly TableRef[] }[];
}

/** `GET /api/ops/tables/timeline?venueId=&date=`: one service day of a venue. */
export interface Timeline {
  readonly venueId: Uuid;
  readonly name: string;
  readonly timeZone: string;
  /** The service day, `YYYY-MM-DD`: what happens after midnight belongs to the evening before. */
  readonly date: string;
  /**
   * From the first opening to the last close of the day, wider where a booking of the day lies
   * outside of that; the whole day without service.
   */
  readonly window: { readonly start: Instant; readonly end: Instant };
  /** Open periods within it; the rest is closed. */
  readonly service: readonly {
    readonly name: string;
    readonly start: Instant;
    readonly end: Instant;
  }[];
  readonly rows: readonly {
    readonly table: Table;
    readonly segments: readonly TimelineSegment[];
  }[];
  /** Open bookings of the day without tables, or with one that was dropped, by start. */
  readonly unassigned: readonly TimelineBooking[];
  readonly quarters: readonly TimelineQuarter[];
  /** Guests of the day to do something about, the most urgent first, at most 100. */
  readonly needsAttention: readonly AttentionRow[];
  readonly adjacencies: readonly (readonly [Uuid, Uuid])[];
  readonly contextVersion: string | null;
  readonly serverNow: Instant;
}
