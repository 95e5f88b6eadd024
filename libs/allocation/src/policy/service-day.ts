import { Temporal } from 'temporal-polyfill';
import type { Instant, Policy, ServicePeriod, Window } from '#contracts';

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
export function serviceDay(policy: Policy, timeZone: string, date: string): ServiceDay {
  const day = Temporal.PlainDate.from(date, { overflow: 'reject' });
  const span = {
    start: startOf(policy, timeZone, day),
    end: startOf(policy, timeZone, day.add({ days: 1 })),
  };
  const services =
    policy.servicePeriods.length === 0
      ? [{ name: 'All day', ...span }]
      : servicesOf(policy, timeZone, day);
  return { date: day.toString(), span, services };
}

/** The date of the service day that an instant lies in. */
export function serviceDateAt(policy: Policy, timeZone: string, instant: Instant): string {
  const day = Temporal.Instant.from(instant).toZonedDateTimeISO(timeZone).toPlainDate();
  const begun = instant >= startOf(policy, timeZone, day);
  return (begun ? day : day.subtract({ days: 1 })).toString();
}

function startOf(policy: Policy, timeZone: string, day: Temporal.PlainDate): Instant {
  const midnight = instantOf(day.toZonedDateTime(timeZone));
  const closes = servicesOf(policy, timeZone, day.subtract({ days: 1 })).map(({ end }) => end);
  return [midnight, ...closes].sort().at(-1)!;
}

function servicesOf(policy: Policy, timeZone: string, day: Temporal.PlainDate) {
  return policy.servicePeriods
    .filter(({ days }) => days.includes(day.dayOfWeek))
    .map((period) => ({
      name: period.name,
      start: atWallTime(timeZone, day, period.from, 'earlier'),
      end: atWallTime(
        timeZone,
        endsNextDay(period) ? day.add({ days: 1 }) : day,
        period.to,
        'later',
      ),
    }))
    .sort((a, b) => (a.start + a.end < b.start + b.end ? -1 : 1));
}

/** `24:00` is the midnight that ends the day; a `to` not later than `from` lies past it. */
function endsNextDay({ from, to }: ServicePeriod): boolean {
  return to === '24:00' || to <= from;
}

function atWallTime(
  timeZone: string,
  day: Temporal.PlainDate,
  time: string,
  ofTwo: 'earlier' | 'later',
): Instant {
  const wall = day.toPlainDateTime(time === '24:00' ? '00:00' : time);
  const zoned = wall.toZonedDateTime(timeZone, { disambiguation: ofTwo });
  if (zoned.toPlainDateTime().equals(wall)) return instantOf(zoned);
  // The clock jumps over it: what is before the jump has not come to it, what is after has passed it.
  // Looked for from before the jump, since a close that is the first minute skipped is the jump itself.
  const before = wall.toZonedDateTime(timeZone, { disambiguation: 'earlier' });
  return instantOf(before.getTimeZoneTransition('next')!);
}

function instantOf(zoned: Temporal.ZonedDateTime): Instant {
  return new Date(zoned.epochMilliseconds).toISOString();
}
