import type { Alternative, Instant, SelectionConstraints, Table, Uuid, Window } from '#contracts';
import type { Wish } from './decision.js';
import type { Reads } from './coverage.js';
import { NO_READS } from './coverage.js';
import type { Floor, Venue } from './floor.js';
import { isInService } from './policy/index.js';
import { selectionFor } from './rules/best.js';
import { selectSeveral } from './selector/index.js';
import { plusMinutes, sameWindow } from './windows.js';

const ALTERNATIVES_MAX = 3;
const STEP_MINUTES = 15;
/** How far from the wish another start is looked for. */
const REACH_MINUTES = 120;
/** Longer windows are stays: a quarter of an hour sooner or later frees no room. */
const SHIFTED_MINUTES_MAX = 12 * 60;

/**
 * Up to three things that would work now: other tables for the same window, then the nearest other
 * starts. Looked for with the selector under the same rules, so an alternative can be taken as
 * told. Neither what was asked for nor what the booking has already is one.
 */
export function findAlternatives(
  floor: Floor,
  venue: Venue,
  wish: Wish,
  now: Instant,
  enforcing: boolean,
  constraints: SelectionConstraints | null = null,
): readonly Alternative[] {
  const found: Alternative[] = [];
  const known = new Set([wish.tableIds, ownTables(floor, wish)].map(idsOf));
  const seek = (window: Window, most: number): void => {
    const wished = { ...wish, window };
    const request = selectionFor(floor, venue, wished, now, enforcing, constraints);
    for (const tables of selectSeveral(request, most)) {
      const sameTime = window === wish.window;
      const isKnown = sameTime && known.has(idsOf(tables.map((table) => table.id)));
      if (found.length < ALTERNATIVES_MAX && !isKnown) {
        found.push(alternativeOf(floor, tables, window, sameTime, wish.partySize));
      }
    }
  };
  seek(wish.window, ALTERNATIVES_MAX + known.size);
  for (const window of shifts(venue, wish.window, now)) {
    if (found.length >= ALTERNATIVES_MAX) break;
    seek(window, 1);
  }
  return found;
}

/** What must have been read before alternatives to a wish can be looked for. */
export function alternativeReads(wish: Wish): Reads {
  const { start, end } = wish.window;
  const reach = isShiftable(wish.window) ? REACH_MINUTES : 0;
  const window = {
    start: plusMinutes(start, -reach),
    end: end === null ? null : plusMinutes(end, reach),
  };
  const bookings = wish.bookingId === null ? [] : [wish.bookingId];
  return { ...NO_READS, bookings, spans: [{ tableIds: null, window }], demand: [wish.window] };
}

/** The window moved sooner and later by quarter hours, nearest first, within service, not past. */
function shifts(venue: Venue, window: Window, now: Instant): readonly Window[] {
  if (!isShiftable(window)) return [];
  const { policy } = venue.configuration;
  const shifted: Window[] = [];
  for (let minutes = STEP_MINUTES; minutes <= REACH_MINUTES; minutes += STEP_MINUTES) {
    for (const by of [-minutes, minutes]) {
      const other = shiftedBy(window, by);
      const seatedAt = plusMinutes(other.start, policy.buffers.beforeMinutes);
      if (other.start < now || !isInService(policy, venue.clock, seatedAt)) continue;
      shifted.push(other);
    }
  }
  return shifted;
}

/** Whether a window is a visit; another start of a stay is another stay. */
export function isShiftable({ start, end }: Window): boolean {
  return end !== null && end <= plusMinutes(start, SHIFTED_MINUTES_MAX);
}

export function shiftedBy({ start, end }: Window, minutes: number): Window {
  return {
    start: plusMinutes(start, minutes),
    end: end === null ? null : plusMinutes(end, minutes),
  };
}

function alternativeOf(
  floor: Floor,
  tables: readonly Table[],
  window: Window,
  sameTime: boolean,
  partySize: number,
): Alternative {
  const seats = tables.reduce((sum, table) => sum + table.capacity, 0);
  const refs = floor.refsOf(tables.map((table) => table.id));
  return { tables: refs, window, sameTime, spareSeats: seats - partySize };
}

/** Where the booking sits in the wished window already: the same tables later are another wish. */
function ownTables(floor: Floor, { bookingId, window }: Wish): readonly Uuid[] {
  if (bookingId === null) return [];
  return floor.claims
    .ofBooking(bookingId)
    .filter((claim) => claim.kind === 'assignment' && sameWindow(claim.window, window))
    .map((claim) => claim.tableId);
}

function idsOf(tableIds: readonly Uuid[]): string {
  return [...tableIds].sort().join();
}
