import type { Alternative, Instant, SelectionConstraints, Window } from '#contracts';
import type { BookingRecord, Floor, Venue } from '../floor.js';
import { isShiftable, shiftedBy } from '../alternatives.js';
import { servicePeriodAt } from '../policy/index.js';
import { fittingTables } from '../rules/best.js';
import { seatsOf } from '../checks/table-checks.js';
import { plusMinutes } from '../windows.js';

const STEP_MINUTES = 15;
/** How far from the wish another start is looked for: no service day is longer to either side. */
const REACH_MINUTES = 12 * 60;
const TIMES_MAX = 8;

/**
 * The nearest starts, sooner and later by quarter hours, at which a booking would find tables:
 * within half a day, in a service period of the same service day, and not past. Nearest first, the
 * sooner of two that are as near; at most TIMES_MAX. None for stays (see `isShiftable`).
 */
export function nextTimes(
  floor: Floor,
  venue: Venue,
  booking: BookingRecord,
  window: Window,
  constraints: SelectionConstraints | null,
  now: Instant,
  enforcing: boolean,
): readonly Alternative[] {
  if (!isShiftable(window)) return [];
  const dayOfWish = serviceDateOf(venue, window);
  const found: Alternative[] = [];
  for (let minutes = STEP_MINUTES; minutes <= REACH_MINUTES; minutes += STEP_MINUTES) {
    for (const by of [-minutes, minutes]) {
      const other = shiftedBy(window, by);
      const day = serviceDateOf(venue, other);
      const served = day !== null && (dayOfWish === null || day === dayOfWish);
      if (other.start < now || !served) continue;
      const tables = fittingTables(floor, venue, booking, other, constraints, now, enforcing);
      if (tables === null) continue;
      const spareSeats = seatsOf(tables) - booking.partySize;
      const refs = floor.refsOf(tables.map((table) => table.id));
      found.push({ tables: refs, window: other, sameTime: false, spareSeats });
      if (found.length === TIMES_MAX) return found;
    }
  }
  return found;
}

/** The stretch of time that must have been read before they can be looked for. */
export function nextTimesReach(window: Window): Window {
  if (!isShiftable(window)) return window;
  const { start } = shiftedBy(window, -REACH_MINUTES);
  return { start, end: shiftedBy(window, REACH_MINUTES).end };
}

/** Null outside service. A venue without service periods has one day without end. */
function serviceDateOf({ clock, configuration }: Venue, { start }: Window): string | null {
  const { policy } = configuration;
  if (policy.servicePeriods.length === 0) return 'always';
  const seatedAt = plusMinutes(start, policy.buffers.beforeMinutes);
  return servicePeriodAt(policy, clock, seatedAt)?.serviceDate ?? null;
}
