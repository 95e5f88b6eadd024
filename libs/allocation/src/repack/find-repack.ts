import type { Instant, Uuid, Window } from '#contracts';
import { tableChecks } from '../checks/table-checks.js';
import type { Reads } from '../coverage.js';
import { NO_READS } from '../coverage.js';
import { failuresOf } from '../decision.js';
import type { Wish } from '../decision.js';
import type { BookingRecord, Floor, Venue } from '../floor.js';
import { chooseBest, selectionFor } from '../rules/best.js';
import { SearchFloor } from '../selector/search-floor.js';
import { overlaps } from '../windows.js';
import { Crowd, GUESTS, stretchOf } from './crowd.js';
import { RepackSearch } from './repack-search.js';
import type { Placed } from './repack-search.js';
import { seatSets } from './seat-sets.js';
import type { SeatSet } from './seat-sets.js';
import { StepBudget } from './step-budget.js';

/** Most moves that are proposed: a host can still tell four parties of guests. */
export const REPACK_MOVES_MAX = 4;
/** Most steps (an option looked at) of one search: a tenth of a second on a 2020s core. */
export const REPACK_STEPS_MAX = 200_000;

export interface RepackMovePlan {
  readonly bookingId: Uuid;
  readonly tableIds: readonly Uuid[];
}

export interface Repack {
  /** Null: no set of moves that was looked at seats the guests. In label order. */
  readonly tableIds: readonly Uuid[] | null;
  readonly moves: readonly RepackMovePlan[];
  readonly considered: number;
  /**
   * Whether all within the bound was looked at: then nothing found is a proof, and no plan has
   * fewer moves, or as many and is better.
   */
  readonly complete: boolean;
}

/**
 * The fewest moves of other bookings, at their own times, that seat a booking in a window; none
 * when it fits as it is. Among plans of as many moves: fewest guests moved, fewest tables taken by
 * the booking and the moved, least spare seats at them, labels. Every party is seated by the rules
 * of the selector at tables it has not now; see `Crowd` for who may be moved.
 *
 * Exact up to REPACK_MOVES_MAX moves, unless REPACK_STEPS_MAX ends it (`complete`). Pure.
 */
export function findRepack(
  floor: Floor,
  venue: Venue,
  booking: BookingRecord,
  window: Window,
  now: Instant,
  enforcing: boolean,
): Repack {
  const asIs = chooseBest(floor, venue, booking, window, null, now, enforcing);
  const { considered } = asIs.trace;
  if (asIs.tables !== null) {
    return { tableIds: idsOf(asIs.tables), moves: [], considered, complete: true };
  }
  const { bookingId, partySize, zone } = booking;
  const guests = { bookingId, partySize, zone, window };
  const crowd = new Crowd(floor, venue, guests, now, enforcing);
  const request = selectionFor(floor, venue, { ...guests, tableIds: [] }, now, enforcing);
  const searchFloor = new SearchFloor({ ...request, isFree: () => true });
  const budget = new StepBudget(REPACK_STEPS_MAX);
  const known = new Map<string, readonly SeatSet[]>();
  const setsOf = (party: number): readonly SeatSet[] => {
    if (party === GUESTS && booking.pinnedTableIds.length > 0) {
      return chosenSet(floor, venue, booking, searchFloor);
    }
    const { partySize, zone } = crowd.parties[party]!;
    const key = `${partySize} ${zone ?? ''}`;
    const sets = known.get(key) ?? seatSets(requestFor(partySize, zone), searchFloor, budget);
    known.set(key, sets);
    return sets;
  };
  const requestFor = (partySize: number, zone: string | null) => {
    const wish: Wish = { bookingId: null, partySize, zone, window, tableIds: [] };
    return selectionFor(floor, venue, wish, now, enforcing);
  };
  const search = new RepackSearch(searchFloor, crowd, setsOf, budget);
  let plan: readonly Placed[] | null = null;
  for (let moves = 1; moves <= REPACK_MOVES_MAX && plan === null && !budget.isSpent; moves++) {
    plan = search.run(moves);
  }
  const moved = (plan ?? []).map(({ party, set }) => ({
    bookingId: crowd.parties[party]!.bookingId,
    tableIds: set.members.map((at) => searchFloor.tables[at]!.id),
  }));
  const [seated, ...moves] = moved;
  return {
    tableIds: seated?.tableIds ?? null,
    moves: moves.sort((a, b) => (a.bookingId < b.bookingId ? -1 : 1)),
    considered: considered + search.considered,
    complete: !budget.isSpent,
  };
}

/**
 * What must have been read before a repack can be looked for, as far as the floor tells already:
 * the booking, then all claims in reach of its window, then the bookings they belong to.
 */
export function repackReads(floor: Floor, bookingId: Uuid, sent: Window | null): Reads {
  const window = sent ?? floor.bookings.get(bookingId)?.window;
  if (!window) return { ...NO_READS, bookings: [bookingId] };
  const stretch = stretchOf(window);
  const owners = new Set([bookingId]);
  for (const claim of floor.claims.all.values()) {
    const { kind, bookingId: owner } = claim;
    if (kind === 'assignment' && owner && overlaps(claim.window, stretch)) owners.add(owner);
  }
  const spans = [{ tableIds: null, window: stretch }];
  return { ...NO_READS, bookings: [...owners], spans, demand: [window] };
}

/** The one set of a booking whose tables a person chose. */
function chosenSet(
  { flags, assignments }: Floor,
  venue: Venue,
  { bookingId, partySize, pinnedTableIds }: BookingRecord,
  searchFloor: SearchFloor,
): readonly SeatSet[] {
  const tables = pinnedTableIds.flatMap((id) => venue.tables.get(id) ?? []);
  const checks = tableChecks({ venue, flags, tables, partySize });
  const known = tables.length === pinnedTableIds.length;
  // As in the evaluator: what a booking sits at already it may keep.
  const keeps = assignments.get(bookingId)?.tableIds.join() === [...pinnedTableIds].sort().join();
  if (!known || (!keeps && failuresOf(checks).length > 0)) return [];
  const members = tables.map((table) => searchFloor.positionOf(table.id)!).sort((a, b) => a - b);
  return [{ members, seats: tables.reduce((sum, table) => sum + table.capacity, 0) }];
}

function idsOf(tables: readonly { readonly id: Uuid }[]): readonly Uuid[] {
  return tables.map((table) => table.id);
}
