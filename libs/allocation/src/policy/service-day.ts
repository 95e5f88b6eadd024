import type { Instant, Policy, ServicePeriod, Window } from '#contracts';
import { DAY_MS, MINUTE_MS, dateOfDay, dayOfDate } from './wall-time.js';
import { instantsShowing, isoWeekday, jumpOver, wallMinutes } from './wall-time.js';
import { offsetMsAt } from './zone-clock.js';
import type { ZoneClock } from './zone-clock.js';

/**
 * One day as a restaurant counts it: what happens after midnight, before the service of the evening
 * closes, belongs to the evening.
 */
export interface ServiceDay {
  /** `YYYY-MM-DD`: the date on which its services open. */
  readonly date: string;
  /**
   * All of the day: from midnight, or from the close of the service of the day before where that is
   * later, to the same of the next day. So every instant lies in exactly one service day.
   */
  readonly span: Window & { readonly end: Instant };
  /** Its services by their openings. Of a venue that always serves, one: the whole day. */
  readonly services: readonly {
    readonly name: string;
    readonly start: Instant;
    readonly end: Instant;
  }[];
}

/**
 * The service day of a date, by the venue's clock. In the night the clock changes, a service until
 * a time that the clock skips closes when it jumps, and one until a time that it shows twice at the
 * second.
 *
 * @param date `YYYY-MM-DD`; throws a RangeError for one that no calendar has
 */
export function serviceDay(policy: Policy, clock: ZoneClock, date: string): ServiceDay {
  const day = dayOfDate(date);
  const span = { start: startOf(policy, clock, day), end: startOf(policy, clock, day + 1) };
  const services =
    policy.servicePeriods.length === 0
      ? [{ name: 'All day', ...span }]
      : servicesOf(policy, clock, day);
  return { date, span, services };
}

/** The date of the service day that an instant lies in. */
export function serviceDateAt(policy: Policy, clock: ZoneClock, instant: Instant): string {
  const epochMs = Date.parse(instant);
  const day = Math.floor((epochMs + offsetMsAt(clock, epochMs)) / DAY_MS);
  const begun = instant >= startOf(policy, clock, day);
  return dateOfDay(begun ? day : day - 1);
}

function startOf(policy: Policy, clock: ZoneClock, day: number): Instant {
  const midnight = atWallTime(clock, day * DAY_MS, 'earlier');
  const closes = servicesOf(policy, clock, day - 1).map(({ end }) => end);
  return [midnight, ...closes].sort().at(-1)!;
}

function servicesOf(policy: Policy, clock: ZoneClock, day: number) {
  return policy.servicePeriods
    .filter(({ days }) => days.includes(isoWeekday(day)))
    .map((period) => ({
      name: period.name,
      start: atWallTime(clock, wallMsOf(day, period.from), 'earlier'),
      end: atWallTime(clock, wallMsOf(endsNextDay(period) ? day + 1 : day, period.to), 'later'),
    }))
    .sort((a, b) => (a.start + a.end < b.start + b.end ? -1 : 1));
}

/** `24:00` is the midnight that ends the day; a `to` not later than `from` lies past it. */
function endsNextDay({ from, to }: ServicePeriod): boolean {
  return to === '24:00' || to <= from;
}

function wallMsOf(day: number, time: string): number {
  return day * DAY_MS + (time === '24:00' ? 0 : wallMinutes(time) * MINUTE_MS);
}

/** What is before a jump has not come to a time that is skipped, what is after has passed it. */
function atWallTime(clock: ZoneClock, wallMs: number, ofTwo: 'earlier' | 'later'): Instant {
  const shown = instantsShowing(clock, wallMs);
  const at = ofTwo === 'earlier' ? shown[0] : shown.at(-1);
  return new Date(at ?? jumpOver(clock, wallMs)).toISOString();
}
