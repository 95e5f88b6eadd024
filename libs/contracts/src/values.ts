/**
 * The values every message is made of.
 *
 * An {@link Instant} is an ISO 8601 UTC string with exactly three decimals
 * (`2026-11-27T18:30:00.000Z`). Strings of that one form sort as the instants do, so the domain
 * compares them with `<` and they are stored, hashed and sent without conversion.
 */
export type Instant = string;

/** A UUID in lower case, as PostgreSQL prints it. */
export type Uuid = string;

/** Half-open `[start, end)`, buffers included. `end: null` means open, allowed for blocks only. */
export interface Window {
  readonly start: Instant;
  readonly end: Instant | null;
}

/** A table as readers want to see it: the id to act on, the label to show. */
export interface TableRef {
  readonly tableId: Uuid;
  readonly label: string;
}

/** A table of a seating. */
export interface SeatedTable extends TableRef {
  /** Where the table is kept less long than the seating's window: until when. */
  readonly until?: Instant;
}

export const ACTOR_KINDS = ['staff', 'system', 'booking-system', 'operator'] as const;
export type ActorKind = (typeof ACTOR_KINDS)[number];

/** Who asked. Ids are the asker's own, opaque to us. */
export interface Actor {
  readonly kind: ActorKind;
  readonly id: string;
}

export type JsonValue =
  string | number | boolean | null | readonly JsonValue[] | { readonly [key: string]: JsonValue };
export type JsonObject = { readonly [key: string]: JsonValue };

export const BOOKING_STATUSES = [
  'pending',
  'confirmed',
  'checked_in',
  'seated',
  'completed',
  'cancelled',
  'no_show',
] as const;
export type BookingStatus = (typeof BOOKING_STATUSES)[number];

export const TERMINAL_STATUSES: ReadonlySet<BookingStatus> = new Set([
  'completed',
  'cancelled',
  'no_show',
]);

/** Guests who are here: `checked_in` has arrived and is not at the table yet, `seated` is. */
export const PRESENT_STATUSES: ReadonlySet<BookingStatus> = new Set(['checked_in', 'seated']);

export const CLAIM_KINDS = ['hold', 'assignment', 'block'] as const;
export type ClaimKind = (typeof CLAIM_KINDS)[number];
