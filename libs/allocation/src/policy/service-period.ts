import type { Instant, Policy, ServicePeriod } from '#contracts';
import { offsetMsAt } from './time-zone.js';

const MINUTE_MS = 60_000;
const DAY_MS = 86_400_000;

/** A service period and the date of the service day: the one on which the period starts. */
export interface ServiceMoment {
  readonly period: ServicePeriod;
  /** `YYYY-MM-DD`. After midnight still yesterday's, which is how a restaurant counts. */
  readonly serviceDate: string;
}

/**
 * The service period an instant lies in, by the wall clock of the venue: `from` included, `to` not.
 * A `to` not later than `from` lies on the next day. Where periods overlap, the one that started
 * last; of several that started together, the first listed. Null outside all of them.
 *
 * By the wall clock means that a period until 02:30 is over whenever the clock shows 02:30, and
 * open again for the half hour that is repeated in autumn.
 */
export function servicePeriodAt(
  policy: Policy,
  timeZone: string,
  instant: Instant,
): ServiceMoment | null {
  if (policy.servicePeriods.length === 0) return null;
  const epochMs = Date.parse(instant);
  const wallMs = epochMs + offsetMsAt(timeZone, epochMs);
  const day = Math.floor(wallMs / DAY_MS);
  const minutes = (wallMs - day * DAY_MS) / MINUTE_MS;
  return (
    lastStarted(policy, day, (from, to) => from <= minutes && (to <= from || minutes < to)) ??
    lastStarted(policy, day - 1, (from, to) => to <= from && minutes < to)
  );
}

/** Whether the venue serves at an instant. One without any service period always does. */
export function isInService(policy: Policy, timeZone: string, instant: Instant): boolean {
  if (policy.servicePeriods.length === 0) return true;
  return servicePeriodAt(policy, timeZone, instant) !== null;
}

function lastStarted(
  policy: Policy,
  day: number,
  contains: (fromMinutes: number, toMinutes: number) => boolean,
): ServiceMoment | null {
  const weekday = isoWeekday(day);
  let best: ServicePeriod | null = null;
  let bestFrom = -1;
  for (const period of policy.servicePeriods) {
    if (!period.days.includes(weekday)) continue;
    const from = wallMinutes(period.from);
    if (from > bestFrom && contains(from, wallMinutes(period.to))) {
      best = period;
      bestFrom = from;
    }
  }
  if (best === null) return null;
  return { period: best, serviceDate: new Date(day * DAY_MS).toISOString().slice(0, 10) };
}

/** ISO weekday, 1 Monday … 7 Sunday, of a day counted from 1970-01-01, which was a Thursday. */
function isoWeekday(day: number): number {
  return ((((day + 3) % 7) + 7) % 7) + 1;
}

/** Minutes after midnight of a valid `HH:mm`. */
function wallMinutes(text: string): number {
  const digit = (at: number): number => text.charCodeAt(at) - 48;
  return (digit(0) * 10 + digit(1)) * 60 + digit(3) * 10 + digit(4);
}
