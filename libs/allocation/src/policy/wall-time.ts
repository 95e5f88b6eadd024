import { nextChangeMs, offsetMsAt } from './zone-clock.js';
import type { ZoneClock } from './zone-clock.js';

export const MINUTE_MS = 60_000;
export const DAY_MS = 86_400_000;

/** ISO weekday, 1 Monday … 7 Sunday, of a day counted from 1970-01-01, which was a Thursday. */
export function isoWeekday(day: number): number {
  return ((((day + 3) % 7) + 7) % 7) + 1;
}

/** Minutes after midnight of a valid `HH:mm`. */
export function wallMinutes(text: string): number {
  const digit = (at: number): number => text.charCodeAt(at) - 48;
  return (digit(0) * 10 + digit(1)) * 60 + digit(3) * 10 + digit(4);
}

/** `YYYY-MM-DD` of a day counted from 1970-01-01. */
export function dateOfDay(day: number): string {
  return new Date(day * DAY_MS).toISOString().slice(0, 10);
}

/** The other way round; throws a RangeError for a date that no calendar has. */
export function dayOfDate(date: string): number {
  const day = /^\d{4}-\d\d-\d\d$/.test(date) ? Date.parse(`${date}T00:00:00Z`) / DAY_MS : NaN;
  // What rolls over to another day is none.
  if (Number.isNaN(day) || dateOfDay(day) !== date) {
    throw new RangeError(`${date} is not a day of the calendar`);
  }
  return day;
}

/**
 * The instants, in milliseconds, at which a clock shows a wall time (its digits read as if in UTC):
 * one, or two in order where it is put back, or none where it jumps. No zone is 24 h from UTC, so
 * the offsets of a day before and after are all that can be meant.
 */
export function instantsShowing(clock: ZoneClock, wallMs: number): readonly number[] {
  const earlier = wallMs - offsetMsAt(clock, wallMs - DAY_MS);
  const later = wallMs - offsetMsAt(clock, wallMs + DAY_MS);
  const candidates = earlier === later ? [earlier] : [earlier, later];
  return candidates.filter((ms) => ms + offsetMsAt(clock, ms) === wallMs).sort((a, b) => a - b);
}

/** When the clock jumps over a wall time that it never shows. */
export function jumpOver(clock: ZoneClock, wallMs: number): number {
  // By the offset from after the jump, which is the larger one, the instant lies before it.
  return nextChangeMs(clock, wallMs - offsetMsAt(clock, wallMs + DAY_MS))!;
}
