import type {
  Check,
  Instant,
  SelectionConstraints,
  SelectionTrace,
  Table,
  Uuid,
  Window,
} from '#contracts';
import { fail } from '../checks/check.js';
import type { Claim } from '../claim-book.js';
import type { Own } from '../checks/conflict-check.js';
import { isFree } from '../checks/conflict-check.js';
import { lingeringAt } from '../checks/presence-check.js';
import { adjacencyRequired } from '../checks/table-checks.js';
import { serviceCheck } from '../checks/window-checks.js';
import type { Decision, Rejected, Wish } from '../decision.js';
import { failuresOf, rejectFor } from '../decision.js';
import { demandFor } from '../demand.js';
import type { BookingRecord, Floor, Venue } from '../floor.js';
import type { Demand, SelectionRequest, SelectionResult } from '../selector/index.js';
import { selectSeveral, selectTables } from '../selector/index.js';
import { overlaps } from '../windows.js';
import type { Ask } from './ask.js';
import { seatAt, windowFor } from './assignment.js';
import { openBooking } from './booking.js';
import { judge } from './place.js';

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
  const service = serviceCheck(venue, window, floor.assignments.get(bookingId) ?? null);
  if (service.status === 'error') return rejectFor([service]);

  const { tables, trace } = chooseBest(floor, venue, booking, window, constraints, now, enforcing);
  if (tables === null) return nothingFits(booking, window, constraints, service, trace);
  const tableIds: readonly Uuid[] = tables.map((table) => table.id);
  return seatAt(ask, booking, tableIds, window, 'best', trace);
}

/** The refusal when the selector found nothing; it carries the wish, so that others are looked for. */
export function nothingFits(
  booking: BookingRecord,
  window: Window,
  constraints: SelectionConstraints | null | undefined,
  service: Check,
  trace: SelectionTrace,
): Rejected {
  const message = `no tables fit a party of ${booking.partySize} at that time`;
  const none = fail('capacity', 'NO_TABLES_FIT', message, { lostBy: trace.lostBy });
  return rejectFor([service, none], [], bestWish(booking, window, constraints), trace);
}

/**
 * The selector's choice for a booking in a window, as `AssignBest` makes it: looking ahead to who
 * else wants a table then, and by the evaluator's rules. A booking whose tables were chosen by a
 * person has that one candidate.
 */
export function chooseBest(
  floor: Floor,
  venue: Venue,
  booking: BookingRecord,
  window: Window,
  constraints: SelectionConstraints | null | undefined,
  now: Instant,
  enforcing: boolean,
): SelectionResult {
  if (booking.pinnedTableIds.length > 0) {
    return chosenByPerson(floor, venue, booking, window, now, enforcing);
  }
  const wish = bestWish(booking, window, constraints);
  const request = selectionFor(floor, venue, wish, now, enforcing, constraints);
  return selectTables({ ...request, demand: demandAround(floor, wish, now, enforcing) });
}

/**
 * Any tables that would do for a booking in a window, the best but for looking ahead; null when
 * none would.
 */
export function fittingTables(
  floor: Floor,
  venue: Venue,
  booking: BookingRecord,
  window: Window,
  constraints: SelectionConstraints | null,
  now: Instant,
  enforcing: boolean,
): readonly Table[] | null {
  if (booking.pinnedTableIds.length > 0) {
    return chosenByPerson(floor, venue, booking, window, now, enforcing).tables;
  }
  const wish = bestWish(booking, window, constraints);
  const request = selectionFor(floor, venue, wish, now, enforcing, constraints);
  return selectSeveral(request, 1)[0] ?? null;
}

export function bestWish(
  { bookingId, partySize, zone }: BookingRecord,
  window: Window,
  constraints: SelectionConstraints | null | undefined,
): Wish & { readonly bookingId: Uuid } {
  return { bookingId, partySize, zone: constraints?.zone ?? zone, window, tableIds: [] };
}

function chosenByPerson(
  floor: Floor,
  venue: Venue,
  booking: BookingRecord,
  window: Window,
  now: Instant,
  enforcing: boolean,
): SelectionResult {
  const { bookingId, pinnedTableIds } = booking;
  const taker = { booking, own: { bookingIds: [bookingId], holdIds: [] } };
  const ask = { floor, venue, now, enforcing };
  const { checks, tables } = judge(ask, taker, pinnedTableIds, window);
  const failed = failuresOf(checks);
  const lostBy = Object.fromEntries(failed.map((check) => [check.id, 1]));
  const feasible = failed.length === 0 ? 1 : 0;
  const trace = { considered: 1, feasible, lostBy, runnersUp: [], criteria: null };
  return { tables: feasible === 1 ? tables : null, trace };
}

/**
 * What the selector is asked for one wish: the same policy, flags and claims as the evaluator's, and
 * last the tables at which the evaluator warns that somebody may sit still.
 * Without demand: only `AssignBest` looks ahead.
 */
export function selectionFor(
  floor: Floor,
  venue: Venue,
  wish: Wish,
  now: Instant,
  enforcing: boolean,
  constraints?: SelectionConstraints | null,
): SelectionRequest {
  const { policy, tables } = venue.configuration;
  const { flags } = floor;
  const own = { bookingIds: wish.bookingId === null ? [] : [wish.bookingId], holdIds: [] };
  const maySitThere = (tableId: Uuid): boolean =>
    lingeringAt(floor, tableId, wish.window, own, now).length > 0;
  return {
    tables,
    adjacency: venue.adjacency,
    partySize: wish.partySize,
    maxTables: Math.min(policy.maxTables, constraints?.maxTables ?? policy.maxTables),
    mergesEnabled: flags.FEATURE_ALLOCATOR_MERGES_ENABLED,
    adjacencyMode: policy.adjacencyMode,
    adjacencyRequired: adjacencyRequired(venue, flags, wish.partySize),
    zone: wish.zone,
    excludeTableIds: constraints?.excludeTableIds ?? [],
    maxSlack: policy.maxSlack ?? null,
    slackMode: policy.slackMode ?? 'warn',
    isFree: (tableId) =>
      isFree(floor, floor.claims.overlapping(tableId, wish.window), own, now, enforcing),
    lastTableIds: new Set(tables.map(({ id }) => id).filter(maySitThere)),
    demand: [],
  };
}

/**
 * Who else still wants a table around the wish's window. Each is judged over the part of its window
 * that the floor is sure to have been read for: the rest would need reads as wide as the widest
 * booking, for a tie-break. So all look at the few claims that overlap the wish.
 */
function demandAround(floor: Floor, wish: Wish, now: Instant, enforcing: boolean): Demand[] {
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
