import type { Instant, Uuid, ValidationAnswer } from '#contracts';
import { TERMINAL_STATUSES } from '#contracts';
import { alternativeReads, findAlternatives } from '../alternatives.js';
import { fail } from '../checks/check.js';
import type { Reads } from '../coverage.js';
import { NO_READS, bothReads } from '../coverage.js';
import { failuresOf } from '../decision.js';
import type { Wish } from '../decision.js';
import { isEnforcing } from '../evaluate.js';
import type { BookingRecord, Floor, Venue } from '../floor.js';
import { judge } from '../rules/place.js';
import { selectionSummary } from './views.js';

/** Tables that a person picks for a booking, in the booking's own window. */
export interface Choice {
  readonly bookingId: Uuid;
  readonly tableIds: readonly Uuid[];
  /** Overrides the flag. */
  readonly requireAdjacency?: boolean | undefined;
}

/**
 * What a hold of these tables would be told now: it asks the very judge that holds, confirmations
 * and assignments pass. `ok` when it would be placed. Claims of the booking's own never count.
 * Null: the booking is not of this venue.
 */
export function validateChoice(
  floor: Floor,
  choice: Choice,
  now: Instant,
): ValidationAnswer | null {
  const { venue } = floor;
  const booking = floor.bookings.get(choice.bookingId);
  if (!venue || !booking) return null;
  const { checks, blockers, tables, ok } = judged(floor, venue, booking, choice, now);
  const wish = wishFor(booking, choice);
  const enforcing = isEnforcing(floor.flags, null);
  const alternatives = ok ? [] : findAlternatives(floor, venue, wish, now, enforcing);
  const summary = selectionSummary(floor, tables, booking.partySize);
  return { ok, summary, checks, blockers, alternatives };
}

/** What must have been read for it: alternatives are looked for only where the answer is no. */
export function validationReads(floor: Floor, choice: Choice, now: Instant | null): Reads {
  const { bookingId, tableIds } = choice;
  const { venue } = floor;
  const booking = floor.bookings.get(bookingId);
  if (!venue || !booking || now === null) {
    return { ...NO_READS, bookings: [bookingId], bookingSpans: [{ bookingId, tableIds }] };
  }
  const spans = [{ tableIds, window: booking.window }];
  const reads = { ...NO_READS, bookings: [bookingId], spans };
  if (floor.coverage.missing(reads)) return reads;
  if (judged(floor, venue, booking, choice, now).ok) return reads;
  return bothReads(reads, alternativeReads(wishFor(booking, choice)));
}

function judged(
  floor: Floor,
  venue: Venue,
  booking: BookingRecord,
  { bookingId, tableIds, requireAdjacency }: Choice,
  now: Instant,
) {
  const own = { bookingIds: [bookingId], holdIds: [] };
  const ask = { floor, venue, now, enforcing: isEnforcing(floor.flags, null) };
  const taker = { booking, own, requireAdjacency };
  const judgement = judge(ask, taker, tableIds, booking.window);
  const closed = TERMINAL_STATUSES.has(booking.status)
    ? [fail('booking', 'BOOKING_CLOSED', `the booking is ${booking.status}`)]
    : [];
  const open = judgement.checks.filter((check) => closed.length === 0 || check.id !== 'booking');
  const checks = [...closed, ...open];
  return { ...judgement, checks, ok: failuresOf(checks).length === 0 };
}

function wishFor({ bookingId, partySize, zone, window }: BookingRecord, choice: Choice): Wish {
  return { bookingId, partySize, zone, window, tableIds: choice.tableIds };
}
