import type { Alternative, Blocker, Instant, ManualContext, ManualTable, Table } from '#contracts';
import type { Uuid } from '#contracts';
import { alternativeReads, findAlternatives } from '../alternatives.js';
import { overstaysAbout } from '../attention.js';
import type { Reads } from '../coverage.js';
import { NO_READS, bothReads } from '../coverage.js';
import type { Wish } from '../decision.js';
import { isEnforcing } from '../evaluate.js';
import type { BookingRecord, Floor, Venue } from '../floor.js';
import { bestWish, chooseBest } from '../rules/best.js';
import { judge } from '../rules/place.js';
import { overlaps, plusMinutes } from '../windows.js';
import { assignmentViews, bookingView, holdView, liveHolds } from './views.js';

const SUGGESTIONS_MAX = 3;
/** How long before and after a booking somebody at its tables may be in its way, or it in theirs. */
const NEIGHBOUR_MINUTES = 4 * 60;

/**
 * All that a person needs to choose tables for a booking, as it is at `now`. Null: the booking is
 * not of this venue.
 */
export function manualContext(floor: Floor, bookingId: Uuid, now: Instant): ManualContext | null {
  const { venue } = floor;
  const booking = floor.bookings.get(bookingId);
  if (!venue || !booking) return null;
  const { configuration, version, updatedAt } = venue;
  const tables = configuration.tables.map((table) =>
    manualTable(floor, venue, booking, table, now),
  );
  const holds = liveHolds(floor, now).filter((hold) => overlaps(hold.window, booking.window));
  const own = holds.filter((hold) => hold.bookingId === bookingId).at(-1);
  return {
    booking: bookingView(floor, booking, now),
    venue: { ...configuration, version, updatedAt },
    window: booking.window,
    tables,
    adjacency: configuration.adjacencies,
    assignments: assignmentViews(floor, bookingId),
    holds: holds.map((hold) => holdView(floor, hold, now)),
    activeHold: own ? holdView(floor, own, now) : null,
    conflicts: tables.flatMap((table) => table.blockers),
    warnings: overstaysAbout(
      { floor, venue, now, enforcing: isEnforcing(floor.flags, null) },
      bookingId,
    ),
    suggestions: suggestions(floor, venue, booking, now),
    flags: floor.flags,
    contextVersion: floor.contextVersion,
    serverNow: now,
  };
}

/** What must have been read for it. */
export function contextReads(floor: Floor, bookingId: Uuid): Reads {
  const booking = floor.bookings.get(bookingId);
  if (!booking) {
    return { ...NO_READS, bookings: [bookingId], bookingSpans: [{ bookingId, tableIds: null }] };
  }
  const reads = alternativeReads(bestWish(booking, booking.window, null));
  return bothReads(reads, neighbourReads(floor, bookingId));
}

/** Who has the booking's tables before it and after it, as far as the claims show already. */
function neighbourReads(floor: Floor, bookingId: Uuid): Reads {
  const assignment = floor.assignments.get(bookingId);
  if (!assignment) return NO_READS;
  const { tableIds, window } = assignment;
  const around = {
    start: plusMinutes(window.start, -NEIGHBOUR_MINUTES),
    end: plusMinutes(window.end!, NEIGHBOUR_MINUTES),
  };
  const bookings = new Set<Uuid>();
  for (const tableId of tableIds) {
    for (const claim of floor.claims.overlapping(tableId, around)) {
      if (claim.bookingId !== null) bookings.add(claim.bookingId);
    }
  }
  return { ...NO_READS, bookings: [...bookings], spans: [{ tableIds, window: around }] };
}

/** A table alone, for the booking's party and window. */
function manualTable(
  floor: Floor,
  venue: Venue,
  booking: BookingRecord,
  table: Table,
  now: Instant,
): ManualTable {
  const own = { bookingIds: [booking.bookingId], holdIds: [] };
  const enforcing = isEnforcing(floor.flags, null);
  const ask = { floor, venue, now, enforcing };
  const { checks, blockers } = judge(ask, { booking, own }, [table.id], booking.window);
  // Shadows block nobody where guarded claims refuse; where nothing refuses, all are shown.
  const inTheWay = blockers.filter((blocker) => !enforcing || !blocker.shadow);
  return { ...table, state: table.active ? stateOf(inTheWay) : 'inactive', checks, blockers };
}

function stateOf(blockers: readonly Blocker[]): ManualTable['state'] {
  const kinds = new Set(blockers.map((blocker) => blocker.kind));
  if (kinds.has('block')) return 'blocked';
  if (kinds.has('assignment')) return 'occupied';
  return kinds.has('hold') ? 'held' : 'available';
}

/** What `AssignBest` would choose, and what else would do in the same window. */
function suggestions(
  floor: Floor,
  venue: Venue,
  booking: BookingRecord,
  now: Instant,
): readonly Alternative[] {
  const enforcing = isEnforcing(floor.flags, null);
  const { window, partySize } = booking;
  const best = chooseBest(floor, venue, booking, window, null, now, enforcing).tables;
  if (best === null) return [];
  const chosen = best.map((table) => table.id);
  const seats = best.reduce((sum, table) => sum + table.capacity, 0);
  const tables = floor.refsOf(chosen);
  const first = { tables, window, sameTime: true, spareSeats: seats - partySize };
  if (booking.pinnedTableIds.length > 0) return [first];
  const wish: Wish = { ...bestWish(booking, window, null), tableIds: chosen };
  const others = findAlternatives(floor, venue, wish, now, enforcing);
  return [first, ...others.filter(({ sameTime }) => sameTime)].slice(0, SUGGESTIONS_MAX);
}
