import type { Instant, Uuid, Window } from '#contracts';
import { fail } from '../checks/check.js';
import type { Claim } from '../claim-book.js';
import type { Own } from '../checks/conflict-check.js';
import { isFree } from '../checks/conflict-check.js';
import { adjacencyRequired } from '../checks/table-checks.js';
import { serviceCheck } from '../checks/window-checks.js';
import type { Decision, Wish } from '../decision.js';
import { rejectFor } from '../decision.js';
import { demandFor } from '../demand.js';
import type { Floor, Venue } from '../floor.js';
import type { Demand, SelectionRequest } from '../selector/index.js';
import { selectTables } from '../selector/index.js';
import { overlaps } from '../windows.js';
import type { Ask } from './ask.js';
import { seatAt, windowFor } from './assignment.js';
import { openBooking } from './booking.js';

/** The selector chooses under the same lock that decides, so a choice cannot be lost to a race. */
export function assignBest(ask: Ask<'AssignBest'>): Decision {
  const { floor, venue, now, enforcing } = ask;
  const { bookingId, constraints } = ask.command.data;
  const booking = openBooking(ask, bookingId);
  if ('kind' in booking) return booking;
  const window = windowFor(ask, booking.window);
  if ('kind' in window) return window;
  if (booking.pinnedTableIds.length > 0) {
    // A person chose these tables; there is nothing to select, and every reason to say why not.
    return seatAt(ask, booking, booking.pinnedTableIds, window, 'best', null);
  }
  const service = serviceCheck(venue, window);
  if (service.status === 'error') return rejectFor([service]);

  const wish: Wish = {
    bookingId,
    partySize: booking.partySize,
    zone: constraints?.zone ?? booking.zone,
    window,
    tableIds: [],
  };
  const request = selectionFor(floor, venue, wish, now, enforcing);
  const { tables, trace } = selectTables({
    ...request,
    demand: demandAround(ask, wish),
    maxTables: Math.min(request.maxTables, constraints?.maxTables ?? request.maxTables),
    excludeTableIds: constraints?.excludeTableIds ?? [],
  });
  if (tables === null) {
    const message = `no tables fit a party of ${booking.partySize} at that time`;
    const none = fail('capacity', 'NO_TABLES_FIT', message, { lostBy: trace.lostBy });
    return rejectFor([service, none], [], wish, trace);
  }
  const tableIds: readonly Uuid[] = tables.map((table) => table.id);
  return seatAt(ask, booking, tableIds, window, 'best', trace);
}

/**
 * What the selector is asked for one wish: the same policy, flags and claims as the evaluator's.
 * Without demand: only `AssignBest` looks ahead.
 */
export function selectionFor(
  floor: Floor,
  venue: Venue,
  wish: Wish,
  now: Instant,
  enforcing: boolean,
): SelectionRequest {
  const { policy, tables } = venue.configuration;
  const { flags } = floor;
  const own = { bookingIds: wish.bookingId === null ? [] : [wish.bookingId], holdIds: [] };
  return {
    tables,
    adjacency: venue.adjacency,
    partySize: wish.partySize,
    maxTables: policy.maxTables,
    mergesEnabled: flags.FEATURE_ALLOCATOR_MERGES_ENABLED,
    adjacencyMode: policy.adjacencyMode,
    adjacencyRequired: adjacencyRequired(venue, flags, wish.partySize),
    zone: wish.zone,
    onlyTableIds: null,
    excludeTableIds: [],
    maxSlack: policy.maxSlack ?? null,
    slackMode: policy.slackMode ?? 'warn',
    isFree: (tableId) =>
      isFree(floor, floor.claims.overlapping(tableId, wish.window), own, now, enforcing),
    demand: [],
  };
}

/**
 * Who else still wants a table around the wish's window. Each is judged over the part of its window
 * that the floor is sure to have been read for: the rest would need reads as wide as the widest
 * booking, for a tie-break. So all look at the few claims that overlap the wish.
 */
function demandAround(ask: Ask, wish: Wish): Demand[] {
  const { floor, now, enforcing } = ask;
  // The table that the booking has now counts as free: it gives that up, or is told the same again.
  const own: Own = { bookingIds: wish.bookingId === null ? [] : [wish.bookingId], holdIds: [] };
  const claims = new Map<Uuid, readonly Claim[]>();
  const claimsAt = (tableId: Uuid): readonly Claim[] => {
    const known = claims.get(tableId);
    if (known) return known;
    const found = floor.claims.overlapping(tableId, wish.window);
    claims.set(tableId, found);
    return found;
  };
  return demandFor(floor, wish.window, wish.bookingId).map(({ partySize, zone, window }) => {
    const part = commonPart(window, wish.window);
    const isThere = (claim: Claim): boolean => overlaps(claim.window, part);
    return {
      partySize,
      zone,
      isFree: (tableId) => isFree(floor, claimsAt(tableId).filter(isThere), own, now, enforcing),
    };
  });
}

function commonPart(a: Window, b: Window): Window {
  const start = a.start > b.start ? a.start : b.start;
  const end = a.end === null ? b.end : b.end === null || a.end < b.end ? a.end : b.end;
  return { start, end };
}
