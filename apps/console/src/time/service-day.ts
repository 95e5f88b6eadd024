import type { Policy } from '#contracts';
import { instantsShowing } from './instant-of.js';
import { isoDate, minuteOfDay } from './venue-time.js';

const WEEKDAYS = ['Mon', 'Tue', 'Wed', 'Thu', 'Fri', 'Sat', 'Sun'];

/**
 * The service day that `nowMs` belongs to, `YYYY-MM-DD`: while a period that began the evening
 * before has not closed, it is still yesterday's service, whatever the calendar says.
 */
export function serviceDate(policy: Policy, zone: string, nowMs: number): string {
  const today = isoDate(nowMs, zone);
  const yesterday = addDays(today, -1);
  const late = policy.servicePeriods.some(
    ({ days, from, to }) =>
      days.includes(isoWeekday(yesterday)) &&
      minutesOf(to) <= minutesOf(from) &&
      isBefore(nowMs, today, to, zone),
  );
  return late ? yesterday : today;
}

/** A close that the clock shows twice is the second one; one that it skips is when it jumps. */
function isBefore(nowMs: number, date: string, to: string, zone: string): boolean {
  const last = instantsShowing(`${date}T${to}`, zone).at(-1);
  return last === undefined ? minuteOfDay(nowMs, zone) < minutesOf(to) : nowMs < last;
}

/** Another calendar date, `days` later; dates are not 24 hours. */
export function addDays(date: string, days: number): string {
  const [year, month, day] = date.split('-').map(Number);
  return new Date(Date.UTC(year!, month! - 1, day! + days)).toISOString().slice(0, 10);
}

/** `Fri`. */
export function weekdayOf(date: string): string {
  return WEEKDAYS[isoWeekday(date) - 1]!;
}

/** 1 Monday … 7 Sunday. */
function isoWeekday(date: string): number {
  return new Date(`${date}T00:00:00Z`).getUTCDay() || 7;
}

function minutesOf(wallClock: string): number {
  const [hour, minute] = wallClock.split(':').map(Number);
  return hour! * 60 + minute!;
}
