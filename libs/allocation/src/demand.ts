import type { Uuid, Window } from '#contracts';
import { TERMINAL_STATUSES } from '#contracts';
import type { BookingRecord, Floor } from './floor.js';
import { DEMAND_MAX } from './selector/index.js';
import { overlaps, plusSeconds } from './windows.js';

/**
 * How long before a window a booking may start and still count: a restaurant's day, a hotel's
 * night.
 */
const LOOK_BACK_SECONDS = 24 * 60 * 60;

/** The stretch of starts that `demandFor` considers; what the write path reads for it. */
export function demandStarts(window: Window): Window {
  return { start: plusSeconds(window.start, -LOOK_BACK_SECONDS), end: window.end };
}

/**
 * Registered bookings without tables that overlap a window, the earliest first, at most DEMAND_MAX.
 */
export function demandFor(
  floor: Floor,
  window: Window,
  except: Uuid | null,
): readonly BookingRecord[] {
  const starts = demandStarts(window);
  const demand: BookingRecord[] = [];
  for (const booking of floor.bookings.values()) {
    if (booking.bookingId === except || floor.assignments.has(booking.bookingId)) continue;
    if (TERMINAL_STATUSES.has(booking.status)) continue;
    if (booking.startsAt < starts.start || !overlaps(booking.window, window)) continue;
    demand.push(booking);
  }
  return demand.sort(byStart).slice(0, DEMAND_MAX);
}

function byStart(a: BookingRecord, b: BookingRecord): number {
  const left = a.startsAt + a.bookingId;
  const right = b.startsAt + b.bookingId;
  return left < right ? -1 : 1;
}
