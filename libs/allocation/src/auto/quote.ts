import type {
  Alternative,
  Instant,
  QuoteAnswer,
  SelectionConstraints,
  SentWindow,
  Uuid,
  Window,
} from '#contracts';
import { findAlternatives } from '../alternatives.js';
import { resolveWindow, serviceCheck } from '../checks/window-checks.js';
import type { Reads } from '../coverage.js';
import { NO_READS } from '../coverage.js';
import type { Rejected } from '../decision.js';
import { rejectFor, warningsOf, withAlternatives } from '../decision.js';
import { isEnforcing } from '../evaluate.js';
import type { BookingRecord, Floor, Venue } from '../floor.js';
import { holdView, selectionSummary } from '../manual/views.js';
import { bestWish, chooseBest } from '../rules/best.js';
import { openBooking } from '../rules/booking.js';
import { adjacencyAsked, judge } from '../rules/place.js';
import { nextTimes, nextTimesReach } from './next-times.js';

/** A booking that wants tables, as somebody asks for it without taking any yet. */
export interface QuoteWish {
  readonly bookingId: Uuid;
  /** Null: the booking's own. */
  readonly window: SentWindow | null;
  readonly constraints: SelectionConstraints | null;
}

/**
 * What `AssignBest` and `HoldBest` would choose at `now`, what else would do, and when else. With a
 * hold that lives for the booking, its tables are the answer: they were chosen under the lock.
 * Refused as the commands are: for a booking that is unknown or over, a window that is none, or one
 * outside service.
 */
export function quote(
  floor: Floor,
  venue: Venue,
  wish: QuoteWish,
  holdId: Uuid | null,
  now: Instant,
): QuoteAnswer | Rejected {
  const asked = askedFor(floor, venue, wish);
  if ('kind' in asked) return asked;
  const { booking, window } = asked;
  const { constraints } = wish;
  const enforcing = isEnforcing(floor.flags, null);
  const times = nextTimes(floor, venue, booking, window, constraints, now, enforcing);
  const sits = floor.assignments.get(booking.bookingId) ?? null;
  const service = serviceCheck(venue, window, sits);
  if (service.status === 'error') {
    return withAlternatives(rejectFor([service]), times.slice(0, TIMES_TOLD_MAX));
  }
  const chosen = chooseBest(floor, venue, booking, window, constraints, now, enforcing);
  const hold = holdId === null ? undefined : floor.holds.get(holdId);
  const held = hold?.bookingId === booking.bookingId && hold.expiresAt > now ? hold : null;
  const tableIds = held?.tableIds ?? chosen.tables?.map((table) => table.id) ?? null;
  const others = { ...bestWish(booking, window, constraints), tableIds: tableIds ?? [] };
  const tables = tableIds?.flatMap((id) => venue.tables.get(id) ?? []);
  const ask = { floor, venue, now, enforcing };
  const own = { bookingIds: [booking.bookingId], holdIds: held ? [held.holdId] : [] };
  const taker = { booking, own, requireAdjacency: adjacencyAsked(held?.metadata) };
  return {
    bookingId: booking.bookingId,
    tables: tableIds === null ? null : floor.refsOf(tableIds),
    window,
    summary: tables ? selectionSummary(floor, tables, booking.partySize) : null,
    trace: chosen.trace,
    alternatives: alternativesTo(floor, venue, booking, others, constraints, now, enforcing),
    nextTimes: times,
    hold: held ? holdView(floor, held, now) : null,
    warnings: tableIds === null ? [] : warningsOf(judge(ask, taker, tableIds, window).checks),
    contextVersion: floor.contextVersion,
    serverNow: now,
  };
}

/** A refusal tells as many as any other does. */
const TIMES_TOLD_MAX = 3;

/** What must have been read for it, as far as the floor tells already. */
export function quoteReads(floor: Floor, wish: QuoteWish): Reads {
  const { bookingId } = wish;
  const asked = floor.venue ? askedFor(floor, floor.venue, wish) : null;
  if (asked === null || 'kind' in asked) return { ...NO_READS, bookings: [bookingId] };
  const spans = [{ tableIds: null, window: nextTimesReach(asked.window) }];
  return { ...NO_READS, bookings: [bookingId], spans, demand: [asked.window] };
}

/** The open booking that is meant, and the window it asks for; else the refusal. */
export function askedFor(
  floor: Floor,
  venue: Venue,
  wish: Pick<QuoteWish, 'bookingId' | 'window'>,
): { readonly booking: BookingRecord; readonly window: Window } | Rejected {
  const booking = openBooking({ floor }, wish.bookingId);
  if ('kind' in booking) return booking;
  if (wish.window === null) return { booking, window: booking.window };
  const resolved = resolveWindow(wish.window, venue.clock);
  return resolved.ok ? { booking, window: resolved.window } : rejectFor([resolved.check]);
}

/** Tables that a person chose for the booking are not to be exchanged for others. */
function alternativesTo(
  floor: Floor,
  venue: Venue,
  { pinnedTableIds }: BookingRecord,
  wish: Parameters<typeof findAlternatives>[2],
  constraints: SelectionConstraints | null,
  now: Instant,
  enforcing: boolean,
): readonly Alternative[] {
  if (pinnedTableIds.length > 0) return [];
  return findAlternatives(floor, venue, wish, now, enforcing, constraints);
}
