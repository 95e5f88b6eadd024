import { describe, expect, test } from '@jest/globals';
import { serviceDateAt, serviceDay, servicePeriodAt } from '#allocation';
import { clockOf } from '../support/clocks.js';
import type { Policy, ServicePeriod } from '#contracts';
import fc from 'fast-check';
import { POLICY } from '../support/floor-plan.js';

const PARIS = 'Europe/Paris';
const PARIS_CLOCK = clockOf(PARIS);
const EVERY_DAY = [1, 2, 3, 4, 5, 6, 7];

function serving(...periods: (Partial<ServicePeriod> & { from: string; to: string })[]): Policy {
  const servicePeriods = periods.map((period, i) => ({
    name: `service ${i + 1}`,
    days: EVERY_DAY,
    turnMinutes: [{ upTo: 99, minutes: 90 }],
    ...period,
  }));
  return { ...POLICY, servicePeriods };
}

const LATE = serving({ from: '12:00', to: '15:00' }, { from: '18:00', to: '02:30' });

describe('a service day', () => {
  test('has its services in order, those past midnight included', () => {
    expect(serviceDay(LATE, PARIS_CLOCK, '2026-11-27')).toEqual({
      date: '2026-11-27',
      span: { start: '2026-11-27T01:30:00.000Z', end: '2026-11-28T01:30:00.000Z' },
      services: [
        { name: 'service 1', start: '2026-11-27T11:00:00.000Z', end: '2026-11-27T14:00:00.000Z' },
        { name: 'service 2', start: '2026-11-27T17:00:00.000Z', end: '2026-11-28T01:30:00.000Z' },
      ],
    });
  });

  test('goes from midnight to midnight where nothing is open then', () => {
    const { span } = serviceDay(serving({ from: '18:00', to: '24:00' }), PARIS_CLOCK, '2026-11-27');
    expect(span).toEqual({ start: '2026-11-26T23:00:00.000Z', end: '2026-11-27T23:00:00.000Z' });
  });

  test('has no services on a day off, and one all day where the venue always serves', () => {
    const weekdays = serving({ days: [1, 2, 3, 4], from: '18:00', to: '23:00' });
    expect(serviceDay(weekdays, PARIS_CLOCK, '2026-11-27').services).toEqual([]);
    const always = serviceDay(serving(), PARIS_CLOCK, '2026-11-27');
    expect(always.services).toEqual([{ name: 'All day', ...always.span }]);
  });

  test.each([
    ['closes when the clock jumps over its close', '2026-03-28', '2026-03-29T01:00:00.000Z'],
    ['closes the second time the clock shows it', '2026-10-24', '2026-10-25T01:30:00.000Z'],
  ])('%s', (_what, date, end) => {
    expect(serviceDay(LATE, PARIS_CLOCK, date).services[1]!.end).toBe(end);
  });

  test('closes when the clock jumps, where its close is the first minute skipped', () => {
    const until = serving({ from: '18:00', to: '02:00' });
    for (const [zone, date, jump] of [
      [PARIS, '2026-03-28', '2026-03-29T01:00:00.000Z'],
      ['America/New_York', '2026-03-07', '2026-03-08T07:00:00.000Z'],
      ['Australia/Lord_Howe', '2026-10-03', '2026-10-03T15:30:00.000Z'],
    ] as const) {
      const day = serviceDay(until, clockOf(zone), date);
      expect(day.services[0]!.end).toBe(jump);
      expect(day.span.end).toBe(jump);
    }
  });

  test('lasts as long as the clock takes', () => {
    const early = serving({ from: '06:00', to: '11:00' });
    const hours = (date: string): number => {
      const { start, end } = serviceDay(early, PARIS_CLOCK, date).span;
      return (Date.parse(end) - Date.parse(start)) / 3_600_000;
    };
    expect(['2026-03-28', '2026-03-29', '2026-10-25'].map(hours)).toEqual([24, 23, 25]);
  });

  test('is of the calendar', () => {
    expect(() => serviceDay(LATE, PARIS_CLOCK, '2026-02-30')).toThrow(RangeError);
  });
});

describe('it is still the evening before', () => {
  test.each([
    ['2026-11-27T22:59:00.000Z', '2026-11-27'],
    ['2026-11-27T23:00:00.000Z', '2026-11-27'],
    ['2026-11-28T01:29:59.999Z', '2026-11-27'],
    ['2026-11-28T01:30:00.000Z', '2026-11-28'],
    // The nights the clock changes: the jump closes, the second half past two does.
    ['2026-03-29T00:59:59.999Z', '2026-03-28'],
    ['2026-03-29T01:00:00.000Z', '2026-03-29'],
    ['2026-10-25T00:30:00.000Z', '2026-10-24'],
    ['2026-10-25T01:30:00.000Z', '2026-10-25'],
  ])('at %s until the service closes: %s', (at, date) => {
    expect(serviceDateAt(LATE, PARIS_CLOCK, at)).toBe(date);
  });
});

test('every instant lies in one service day, and in the day of the service that it lies in', () => {
  const zone = fc.constantFrom(PARIS, 'America/New_York', 'Australia/Lord_Howe', 'Asia/Kathmandu');
  const policy = fc.constantFrom(LATE, serving({ from: '22:00', to: '06:00' }), serving());
  const time = fc.date({
    min: new Date('2026-01-01'),
    max: new Date('2027-12-31'),
    noInvalidDate: true,
  });
  fc.assert(
    fc.property(policy, zone, time, (rules, timeZone, date) => {
      const at = date.toISOString();
      const day = serviceDateAt(rules, clockOf(timeZone), at);
      const { span, services } = serviceDay(rules, clockOf(timeZone), day);
      expect(span.start <= at && at < span.end).toBe(true);
      const served = servicePeriodAt(rules, clockOf(timeZone), at);
      if (served === null) return;
      expect(served.serviceDate).toBe(day);
      expect(services.some(({ start, end }) => start <= at && at < end)).toBe(true);
    }),
    { numRuns: 2_000 },
  );
});
