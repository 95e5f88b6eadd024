import { Temporal } from 'temporal-polyfill';
import { describe, expect, test } from '@jest/globals';
import { serviceDateAt } from '#allocation';
import type { Policy } from '#contracts';
import fc from 'fast-check';
import { instantOf } from '../../apps/console/src/time/instant-of.js';
import { serviceDate } from '../../apps/console/src/time/service-day.js';
import { calendarDay, showBy, wallClock } from '../../apps/console/src/time/venue-time.js';
import { POLICY } from '../support/floor-plan.js';
import { clockOf } from '../support/clocks.js';

/** Whose clocks change by an hour, by half an hour, over midnight, and never. */
const ZONES = [
  'Europe/Paris',
  'America/New_York',
  'Australia/Lord_Howe',
  'America/Santiago',
  'Africa/Cairo',
  'Asia/Kathmandu',
];
const zone = fc.constantFrom(...ZONES);
/** Nights of 2026 in which one of those clocks changes. */
const CHANGES = [
  ...['03-08', '03-29', '04-05', '04-24', '09-06'],
  ...['10-04', '10-25', '10-30', '11-01'],
].map((day) => Date.parse(`2026-${day}T00:00Z`));
const minuteFrom = (from: number, days: number): fc.Arbitrary<number> =>
  fc.integer({ min: 0, max: days * 24 * 60 }).map((minutes) => from + minutes * 60_000);
/** Any minute of two years, half of them near a change. */
const minute = fc.oneof(
  minuteFrom(Date.UTC(2026, 0, 1), 2 * 366),
  fc.constantFrom(...CHANGES).chain((day) => minuteFrom(day - 12 * 3_600_000, 2)),
);
const clock = fc
  .tuple(fc.integer({ min: 0, max: 23 }), fc.constantFrom('00', '15', '30', '45'))
  .map(([hour, rest]) => `${String(hour).padStart(2, '0')}:${rest}`);

const days = fc.subarray([1, 2, 3, 4, 5, 6, 7], { minLength: 1 });

function serving(from: string, to: string, days = [1, 2, 3, 4, 5, 6, 7]): Policy {
  const turnMinutes = [{ upTo: 99, minutes: 90 }];
  return { ...POLICY, servicePeriods: [{ name: 'dinner', days, from, to, turnMinutes }] };
}
const at = (instant: string): number => Date.parse(instant);

describe('the service day of the console', () => {
  const late = serving('18:00', '02:00');

  test.each([
    ['at half past midnight it is still the evening before', '2026-11-28T00:30:00+01:00', '27'],
    ['after closing it is the new day', '2026-11-28T02:00:00+01:00', '28'],
    ['in the evening it is that day', '2026-11-27T20:00:00+01:00', '27'],
  ])('%s', (_what, instant, day) => {
    expect(serviceDate(late, 'Europe/Paris', at(instant))).toBe(`2026-11-${day}`);
  });

  test('goes on through both hours of the night in which the clock goes back', () => {
    const night = serving('18:00', '03:30');
    for (const instant of ['2026-10-25T02:30:00+02:00', '2026-10-25T02:30:00+01:00']) {
      expect(serviceDate(night, 'Europe/Paris', at(instant))).toBe('2026-10-24');
    }
    expect(serviceDate(night, 'Europe/Paris', at('2026-10-25T03:30:00+01:00'))).toBe('2026-10-25');
  });

  test('goes on until the clock shows its close for the second time', () => {
    const night = serving('18:00', '02:30');
    const date = (instant: string): string => serviceDate(night, 'Europe/Paris', at(instant));
    expect(date('2026-10-25T02:40:00+02:00')).toBe('2026-10-24');
    expect(date('2026-10-25T02:29:00+01:00')).toBe('2026-10-24');
    expect(date('2026-10-25T02:30:00+01:00')).toBe('2026-10-25');
  });

  test('is that of the service, at any minute of any zone', () => {
    fc.assert(
      fc.property(zone, minute, clock, clock, days, (timeZone, ms, from, to, served) => {
        fc.pre(from !== to);
        const policy = serving(from, to, served);
        const instant = new Date(ms).toISOString();
        expect(serviceDate(policy, timeZone, ms)).toBe(
          serviceDateAt(policy, clockOf(timeZone), instant),
        );
      }),
      { numRuns: 2_000 },
    );
  });
});

describe("a venue's clock in a field", () => {
  test('leads back to the minute that it shows, or to the first of two', () => {
    fc.assert(
      fc.property(zone, minute, (timeZone, ms) => {
        const found = Date.parse(instantOf(wallClock(ms, timeZone), timeZone)!);
        const shown = Temporal.PlainDateTime.from(wallClock(ms, timeZone));
        const first = shown.toZonedDateTime(timeZone, { disambiguation: 'earlier' });
        expect(found).toBe(first.epochMilliseconds);
      }),
      { numRuns: 2_000 },
    );
  });

  test('that skips a time means as much later', () => {
    expect(instantOf('2026-03-29T02:30', 'Europe/Paris')).toBe('2026-03-29T01:30:00.000Z');
    expect(instantOf('no time', 'Europe/Paris')).toBeNull();
  });

  test('knows no year that is half typed', () => {
    for (const year of ['0000', '0002', '0202', '20266']) {
      expect(instantOf(`${year}-11-27T19:30`, 'Europe/Paris')).toBeNull();
    }
  });
});

describe("the service's clock", () => {
  const learn = (timeZone: string): void => {
    const { fromMs, offsetsMs } = clockOf(timeZone);
    const seconds = (ms: readonly number[]): number[] => ms.map((each) => each / 1_000);
    showBy({ timeZone, fromSeconds: seconds(fromMs), offsetSeconds: seconds(offsetsMs) });
  };

  test('shows what a browser with the same data shows', () => {
    const moments = fc.sample(fc.tuple(zone, minute), 2_000);
    const show = () => moments.map(([of, ms]) => `${wallClock(ms, of)} ${calendarDay(ms, of)}`);
    const byBrowser = show();
    ZONES.forEach(learn);
    expect(show()).toEqual(byBrowser);
    const found = moments.map(([of, ms]) => instantOf(wallClock(ms, of), of)!);
    expect(found.map((at, i) => wallClock(at, moments[i]![0]))).toEqual(
      moments.map(([of, ms]) => wallClock(ms, of)),
    );
  });

  test('is what is shown where a browser has not heard of a law', () => {
    showBy({ timeZone: 'Asia/Tokyo', fromSeconds: [0, 1e9], offsetSeconds: [32_400, 7_200] });
    expect(wallClock('2026-11-27T12:00Z', 'Asia/Tokyo')).toBe('2026-11-27T14:00');
    expect(wallClock('2001-01-01T12:00Z', 'Asia/Tokyo')).toBe('2001-01-01T21:00');
    expect(instantOf('2026-11-27T14:00', 'Asia/Tokyo')).toBe('2026-11-27T12:00:00.000Z');
  });
});
