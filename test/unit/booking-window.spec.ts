import { describe, expect, test } from '@jest/globals';
import type { Policy, ServicePeriod } from '#contracts';
import type { ZoneClock } from '#allocation';
import { UTC_CLOCK, bookingWindow, isInService, servicePeriodAt } from '#allocation';
import { clockOf } from '../support/clocks.js';

const PARIS = clockOf('Europe/Paris');

const EVERY_DAY = [1, 2, 3, 4, 5, 6, 7];

function period(name: string, from: string, to: string, days = EVERY_DAY): ServicePeriod {
  return {
    name,
    days,
    from,
    to,
    turnMinutes: [
      { upTo: 2, minutes: 60 },
      { upTo: 4, minutes: 90 },
      { upTo: 8, minutes: name === 'dinner' ? 150 : 120 },
    ],
  };
}

function policyOf(...servicePeriods: ServicePeriod[]): Policy {
  return {
    outsideService: 'refuse',
    servicePeriods,
    buffers: { beforeMinutes: 5, afterMinutes: 10 },
    hold: { minSeconds: 30, defaultSeconds: 180, maxSeconds: 600 },
    maxTables: 3,
    adjacencyMode: 'connected',
  };
}

/** `<period> of <service date>`, or null. */
function momentAt(policy: Policy, clock: ZoneClock, instant: string): string | null {
  const moment = servicePeriodAt(policy, clock, instant);
  return moment && `${moment.period.name} of ${moment.serviceDate}`;
}

describe('the service period at an instant', () => {
  const usual = policyOf(period('lunch', '12:00', '15:30'), period('dinner', '17:30', '00:30'));

  test.each([
    ['2026-11-27T10:59:59.999Z', null],
    ['2026-11-27T11:00:00.000Z', 'lunch of 2026-11-27'],
    ['2026-11-27T14:29:59.999Z', 'lunch of 2026-11-27'],
    ['2026-11-27T14:30:00.000Z', null],
    ['2026-11-27T16:30:00.000Z', 'dinner of 2026-11-27'],
    ['2026-11-27T23:15:00.000Z', 'dinner of 2026-11-27'],
    ['2026-11-27T23:29:59.999Z', 'dinner of 2026-11-27'],
    ['2026-11-27T23:30:00.000Z', null],
  ])('at %s in Paris: %s', (instant, expected) => {
    expect(momentAt(usual, PARIS, instant)).toBe(expected);
    expect(isInService(usual, PARIS, instant)).toBe(expected !== null);
  });

  test('after midnight the weekday is the one on which the period started', () => {
    const fridays = policyOf(period('dinner', '18:00', '02:00', [5]));
    expect(momentAt(fridays, PARIS, '2026-11-28T00:30:00.000Z')).toBe('dinner of 2026-11-27');
    expect(momentAt(fridays, PARIS, '2026-11-27T00:30:00.000Z')).toBeNull();
    const sundays = policyOf(period('dinner', '18:00', '02:00', [7]));
    expect(momentAt(sundays, PARIS, '2026-11-30T00:30:00.000Z')).toBe('dinner of 2026-11-29');
  });

  test('the service day is the venue’s, not UTC’s', () => {
    const dinner = policyOf(period('dinner', '18:00', '23:00', [5]));
    expect(momentAt(dinner, clockOf('America/New_York'), '2026-11-28T00:30:00.000Z')).toBe(
      'dinner of 2026-11-27',
    );
    expect(momentAt(dinner, clockOf('Asia/Kathmandu'), '2026-11-27T12:15:00.000Z')).toBe(
      'dinner of 2026-11-27',
    );
    expect(momentAt(dinner, clockOf('Asia/Kathmandu'), '2026-11-27T12:14:59.000Z')).toBeNull();
  });

  test('24:00 is the end of the day, and not one millisecond of the next', () => {
    const late = policyOf(period('dinner', '18:00', '24:00'));
    expect(momentAt(late, UTC_CLOCK, '2026-11-27T23:59:59.999Z')).toBe('dinner of 2026-11-27');
    expect(momentAt(late, UTC_CLOCK, '2026-11-28T00:00:00.000Z')).toBeNull();
  });

  test('equal ends mean a day and a night', () => {
    const always = policyOf(period('bar', '06:00', '06:00', [5]));
    expect(momentAt(always, UTC_CLOCK, '2026-11-27T05:59:00.000Z')).toBeNull();
    expect(momentAt(always, UTC_CLOCK, '2026-11-27T06:00:00.000Z')).toBe('bar of 2026-11-27');
    expect(momentAt(always, UTC_CLOCK, '2026-11-28T05:59:00.000Z')).toBe('bar of 2026-11-27');
    expect(momentAt(always, UTC_CLOCK, '2026-11-28T06:00:00.000Z')).toBeNull();
  });

  test('of overlapping periods the one that started last counts', () => {
    const both = policyOf(period('bar', '11:00', '02:00'), period('dinner', '18:00', '23:00'));
    expect(momentAt(both, UTC_CLOCK, '2026-11-27T19:00:00.000Z')).toBe('dinner of 2026-11-27');
    expect(momentAt(both, UTC_CLOCK, '2026-11-27T23:30:00.000Z')).toBe('bar of 2026-11-27');
  });

  test('a venue without periods always serves, in none of them', () => {
    expect(isInService(policyOf(), UTC_CLOCK, '2026-11-27T04:00:00.000Z')).toBe(true);
    expect(servicePeriodAt(policyOf(), UTC_CLOCK, '2026-11-27T04:00:00.000Z')).toBeNull();
  });

  test('opening hours follow the wall clock over a clock change', () => {
    const dinner = policyOf(period('dinner', '18:00', '23:00'));
    // +1 day is +23 h, then +25 h: 18:00 in Paris on both sides of each change of 2026.
    for (const [before, after] of [
      ['2026-03-28T17:00:00.000Z', '2026-03-29T16:00:00.000Z'],
      ['2026-10-24T16:00:00.000Z', '2026-10-25T17:00:00.000Z'],
    ] as const) {
      expect(isInService(dinner, PARIS, before)).toBe(true);
      expect(isInService(dinner, PARIS, after)).toBe(true);
      const minuteEarlier = new Date(Date.parse(after) - 60_000).toISOString();
      expect(isInService(dinner, PARIS, minuteEarlier)).toBe(false);
    }
  });

  test('a night with a skipped or repeated hour closes when the clock says so', () => {
    const night = policyOf(period('dinner', '20:00', '03:00', [6]));
    expect(isInService(night, PARIS, '2026-03-29T00:59:59.000Z')).toBe(true);
    expect(isInService(night, PARIS, '2026-03-29T01:00:00.000Z')).toBe(false);
    expect(isInService(night, PARIS, '2026-10-25T01:59:59.000Z')).toBe(true);
    expect(isInService(night, PARIS, '2026-10-25T02:00:00.000Z')).toBe(false);
  });
});

describe('the window of a booking', () => {
  const policy = policyOf(period('lunch', '12:00', '15:30'), period('dinner', '17:30', '00:30'));
  const windowOf = (party: number, startsAt: string, endsAt: string | null = null, of = policy) => {
    const window = bookingWindow(of, PARIS, party, startsAt, endsAt);
    return window.ok ? [window.window.start, window.endsAt, window.window.end] : window.problem;
  };

  test('is the start less the buffer, and the turn plus the buffer', () => {
    expect(windowOf(4, '2026-11-27T18:30:00.000Z')).toEqual([
      '2026-11-27T18:25:00.000Z',
      '2026-11-27T20:00:00.000Z',
      '2026-11-27T20:10:00.000Z',
    ]);
  });

  test('keeps an end that was given', () => {
    expect(windowOf(4, '2026-11-27T18:30:00.000Z', '2026-11-27T19:00:00.000Z')).toEqual([
      '2026-11-27T18:25:00.000Z',
      '2026-11-27T19:00:00.000Z',
      '2026-11-27T19:10:00.000Z',
    ]);
  });

  test.each([
    [1, '2026-11-27T19:30:00.000Z'],
    [2, '2026-11-27T19:30:00.000Z'],
    [3, '2026-11-27T20:00:00.000Z'],
    [8, '2026-11-27T21:00:00.000Z'],
    [9, '2026-11-27T21:00:00.000Z'],
  ])('a party of %i leaves at %s', (party, endsAt) => {
    expect(windowOf(party, '2026-11-27T18:30:00.000Z')[1]).toBe(endsAt);
  });

  test('the period of the start decides the turn', () => {
    expect(windowOf(6, '2026-11-27T12:00:00.000Z')[1]).toBe('2026-11-27T14:00:00.000Z');
  });

  test('outside every period the longest turn of any applies', () => {
    expect(windowOf(6, '2026-11-27T08:00:00.000Z')[1]).toBe('2026-11-27T10:30:00.000Z');
  });

  test('turns are durations: two hours are two hours in the night the clock changes', () => {
    const night = policyOf(period('lunch', '20:00', '05:00'));
    const windowAt = (startsAt: string) => windowOf(5, startsAt, null, night)[1];
    expect(windowAt('2026-03-29T00:30:00.000Z')).toBe('2026-03-29T02:30:00.000Z');
    expect(windowAt('2026-10-25T00:30:00.000Z')).toBe('2026-10-25T02:30:00.000Z');
  });

  test('needs a turn time or an end', () => {
    expect(windowOf(4, '2026-11-27T18:30:00.000Z', null, policyOf())).toBe('no-turn-time');
    const end = '2026-11-27T20:00:00.000Z';
    expect(windowOf(4, '2026-11-27T18:30:00.000Z', end, policyOf())[1]).toBe(end);
  });

  test('is never empty or reversed', () => {
    expect(windowOf(4, '2026-11-27T18:30:00.000Z', '2026-11-27T18:30:00.000Z')).toBe('reversed');
    expect(windowOf(4, '2026-11-27T18:30:00.000Z', '2026-11-27T18:00:00.000Z')).toBe('reversed');
  });

  test('lasts at most 366 days, buffers included', () => {
    const start = '2026-11-27T18:30:00.000Z';
    expect(windowOf(4, start, '2027-11-28T18:15:00.000Z')[1]).toBe('2027-11-28T18:15:00.000Z');
    expect(windowOf(4, start, '2027-11-28T18:15:00.001Z')).toBe('too-long');
  });
});
