import type { Alternative, Instant, Table, Window } from '#contracts';
import type { Wish } from './decision.js';
import type { Reads } from './coverage.js';
import { NO_READS } from './coverage.js';
import type { Floor, Venue } from './floor.js';
import { isInService } from './policy/index.js';
import { selectionFor } from './rules/best.js';
import { selectSeveral } from './selector/index.js';
import { plusMinutes } from './windows.js';

const ALTERNATIVES_MAX = 3;
const STEP_MINUTES = 15;
/** How far from the wish another start is looked for. */
const REACH_MINUTES = 120;
/** Longer windows are stays: a quarter of an hour sooner or later frees no room. */
const SHIFTED_MINUTES_MAX = 12 * 60;

/**
 * Up to three things that would work now: other tables for the same window, then the nearest other
 * starts. Looked for with the selector under the same rules, so an alternative can be taken as
 * told.
 */
export function findAlternatives(
  floor: Floor,
  venue: Venue,
  wish: Wish,
  now: Instant,
  enforcing: boolean,
): readonly Alternative[] {
  const found: Alternative[] = [];
  const refused = [...wish.tableIds].sort().join();
  const seek = (window: Window, most: number): void => {
    const request = selectionFor(floor, venue, { ...wish, window }, now, enforcing);
    for (const tables of selectSeveral(request, most)) {
      const sameTime = window === wish.window;
      if (found.length < ALTERNATIVES_MAX && !(sameTime && idsOf(tables) === refused)) {
        found.push(alternativeOf(floor, tables, window, sameTime, wish.partySize));
      }
    }
  };
  seek(wish.window, ALTERNATIVES_MAX + 1);
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
  const { policy, timeZone } = venue.configuration;
  const shifted: Window[] = [];
  for (let minutes = STEP_MINUTES; minutes <= REACH_MINUTES; minutes += STEP_MINUTES) {
    for (const by of [-minutes, minutes]) {
      const start = plusMinutes(window.start, by);
      const seatedAt = plusMinutes(start, policy.buffers.beforeMinutes);
      if (start < now || !isInService(policy, timeZone, seatedAt)) continue;
      shifted.push({ start, end: window.end === null ? null : plusMinutes(window.end, by) });
    }
  }
  return shifted;
}

function isShiftable({ start, end }: Window): boolean {
  return end !== null && end <= plusMinutes(start, SHIFTED_MINUTES_MAX);
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

function idsOf(tables: readonly Table[]): string {
  return tables
    .map((table) => table.id)
    .sort()
    .join();
}
