import type { Instant, Policy, ServicePeriod } from '#contracts';
import type { ZoneClock } from './zone-clock.js';
import { offsetMsAt } from './zone-clock.js';
import { DAY_MS, MINUTE_MS, dateOfDay, isoWeekday, wallMinutes } from './wall-time.js';

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
  clock: ZoneClock,
  instant: Instant,
): ServiceMoment | null {
  if (policy.servicePeriods.length === 0) return null;
  const epochMs = Date.parse(instant);
  const wallMs = epochMs + offsetMsAt(clock, epochMs);
  const day = Math.floor(wallMs / DAY_MS);
  const minutes = (wallMs - day * DAY_MS) / MINUTE_MS;
  return (
    lastStarted(policy, day, (from, to) => from <= minutes && (to <= from || minutes < to)) ??
    lastStarted(policy, day - 1, (from, to) => to <= from && minutes < to)
  );
}

/** Whether the venue serves at an instant. One without any service period always does. */
export function isInService(policy: Policy, clock: ZoneClock, instant: Instant): boolean {
  if (policy.servicePeriods.length === 0) return true;
  return servicePeriodAt(policy, clock, instant) !== null;
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
  return { period: best, serviceDate: dateOfDay(day) };
}
