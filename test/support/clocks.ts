import { Temporal } from 'temporal-polyfill';
import type { ZoneClock } from '#allocation';
import { Calendar } from '#allocation';

const FIRST = Temporal.Instant.from('1969-12-30T00:00Z');
const LAST_YEAR = 2200;
const clocks = new Map<string, ZoneClock>();

/** What a zone's clocks show by this Node's own data, read independently of the product. */
export function clockOf(timeZone: string): ZoneClock {
  let clock = clocks.get(timeZone);
  if (clock === undefined) clocks.set(timeZone, (clock = readClock(timeZone)));
  return clock;
}

/** Whatever zones are asked for. */
export const EVERY_CLOCK = new Calendar(1, {
  get: clockOf,
  has: () => true,
} as unknown as ReadonlyMap<string, ZoneClock>);

function readClock(timeZone: string): ZoneClock {
  const changes = [FIRST.toZonedDateTimeISO(timeZone)];
  for (;;) {
    const next = changes.at(-1)!.getTimeZoneTransition('next');
    if (next === null || next.year > LAST_YEAR) break;
    changes.push(next);
  }
  return {
    timeZone,
    fromMs: changes.map((change) => change.epochMilliseconds),
    offsetsMs: changes.map((change) => change.offsetNanoseconds / 1_000_000),
  };
}
