import type { EventType } from '../events.js';
import type { Actor, ClaimKind, Instant, Uuid, Window } from '../values.js';
import type { BookingBrief } from './bookings.js';

/** What began or ended a spell: the event, and the command that led to it. */
export interface SpellEdge {
  readonly recordedAt: Instant;
  readonly seq: number;
  readonly eventType: EventType;
  readonly commandId: Uuid;
  readonly actor: Actor;
}

/** From when to when the log said that somebody has a table for a window. */
export interface Spell {
  readonly kind: ClaimKind;
  /** The booking's, hold's or block's id, by kind. */
  readonly id: Uuid;
  readonly bookingId: Uuid | null;
  readonly window: Window;
  /** Observed only: it kept nobody away. */
  readonly shadow: boolean;
  /** For holds: from then on it kept nobody away. */
  readonly expiresAt: Instant | null;
  /** For blocks: why. */
  readonly reason: string | null;
  readonly begun: SpellEdge;
  /** Null: still so at the end of what was read. */
  readonly ended: SpellEdge | null;
}

/** `GET /api/venues/:id/history`. */
export interface TableHistoryView {
  readonly venueId: Uuid;
  readonly tableId: Uuid;
  readonly at: Instant | null;
  readonly asOf: Instant;
  /** By beginning. With `at`: only who had the table then, as was known `asOf`. */
  readonly spells: readonly Spell[];
  /** The commands that began and ended them. */
  readonly commands: readonly { readonly commandId: Uuid; readonly type: string }[];
  /** Those named in `spells`, as they stand now. */
  readonly bookings: readonly BookingBrief[];
  /** The `after` of the next page; null when this is the last. */
  readonly next: number | null;
}
