import type { Check, Instant, SentWindow, Window } from '#contracts';
import { PRESENT_STATUSES } from '#contracts';
import type { Assignment, BookingRecord, Venue } from '../floor.js';
import type { ZoneClock } from '../policy/index.js';
import { LONGEST_WINDOW_DAYS, isInService, resolveTime } from '../policy/index.js';
import { plusMinutes } from '../windows.js';
import { fail, pass, soften, warn } from './check.js';

export type WindowResolution =
  { readonly ok: true; readonly window: Window } | { readonly ok: false; readonly check: Check };

/** A sent window as instants; refused when empty, reversed, unreal or, unless allowed, open. */
export function resolveWindow(
  sent: SentWindow,
  clock: ZoneClock,
  open: 'may-be-open' | 'bounded' = 'bounded',
): WindowResolution {
  const start = resolveTime(sent.start, clock);
  if (!start.ok) return unreal('window.start', start.message);
  if (sent.end === null) {
    if (open === 'may-be-open') return { ok: true, window: { start: start.instant, end: null } };
    return unreal('window.end', 'only a block may have an open end');
  }
  const end = resolveTime(sent.end, clock);
  if (!end.ok) return unreal('window.end', end.message);
  if (end.instant <= start.instant) {
    const how = end.instant === start.instant ? 'is empty' : 'ends before it starts';
    return unreal('window.end', `the window ${how}`);
  }
  if (end.instant > plusMinutes(start.instant, WINDOW_MINUTES_MAX)) {
    return unreal('window.end', `the window is longer than ${LONGEST_WINDOW_DAYS} days`);
  }
  return { ok: true, window: { start: start.instant, end: end.instant } };
}

/** A claim of more than a year is a typing error, and would make every look-up near it slow. */
const WINDOW_MINUTES_MAX = LONGEST_WINDOW_DAYS * 24 * 60;

function unreal(field: string, message: string): WindowResolution {
  return { ok: false, check: invalidWindow(field, message) };
}

export function invalidWindow(field: string, message: string): Check {
  return fail('window', 'WINDOW_INVALID', `${field}: ${message}`, { field });
}

/**
 * Tables for another time than the booked one wait for nobody, unless its guests are here: then the
 * booked time is past and people know better.
 */
export function windowCheck(
  window: Window,
  booking: Pick<BookingRecord, 'startsAt' | 'status'> | null,
): Check {
  const fine = pass('window', 'a window in real time');
  if (booking === null || PRESENT_STATUSES.has(booking.status)) return fine;
  const { startsAt } = booking;
  const { start, end } = window;
  if (start <= startsAt && (end === null || startsAt < end)) return fine;
  const message = `the guests are booked for ${startsAt}, outside this window`;
  return warn('window', 'OUTSIDE_BOOKED_TIME', message, { startsAt, window: { start, end } });
}

/**
 * Guests sit down a buffer after the window starts; that moment must lie in a service period. Hours
 * that were cut since do not bind a booking that keeps the start it sits at.
 */
export function serviceCheck(venue: Venue, window: Window, sits: Sitting | null): Check {
  const { policy } = venue.configuration;
  const seatedAt: Instant =
    policy.buffers.beforeMinutes === 0
      ? window.start
      : plusMinutes(window.start, policy.buffers.beforeMinutes);
  if (isInService(policy, venue.clock, seatedAt)) return pass('service', 'within service');
  const check = fail('service', 'OUTSIDE_SERVICE', 'outside every service period', { seatedAt });
  const keepsStart = sits?.window.start === window.start;
  return soften(check, policy.outsideService === 'refuse' && !keepsStart);
}

/** Where a booking sits before a change. */
export type Sitting = Pick<Assignment, 'tableIds' | 'window'>;
