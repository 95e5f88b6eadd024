import { describe, expect, test } from '@jest/globals';
import { dayInView, spanIn, timeIn, untilIn } from '../../../apps/console/src/time/day-in-view.js';

const timeZone = 'Europe/Paris';
/** Open until two in the morning. */
const friday = {
  timeZone,
  date: '2026-11-27',
  service: [{ end: '2026-11-27T14:00:00.000Z' }, { end: '2026-11-28T01:00:00.000Z' }],
};
const view = dayInView(friday);

/** By the venue's clock in November. */
const at = (wallClock: string): string => new Date(`${wallClock}+01:00`).toISOString();

describe('a time', () => {
  test.each([
    ['of the day on show is bare', '2026-11-27T19:30', '19:30'],
    ['after midnight of its evening too', '2026-11-28T00:15', '00:15'],
    ['at its close too', '2026-11-28T02:00', '02:00'],
    ['of the next day names it', '2026-11-28T05:24', 'Sat 28 Nov, 05:24'],
    ['of the night before names it', '2026-11-27T00:15', 'Fri 27 Nov, 00:15'],
    ['of two days ago names it', '2026-11-25T19:30', 'Wed 25 Nov, 19:30'],
  ])('%s', (_what, moment, words) => {
    expect(timeIn(view, at(moment))).toBe(words);
    expect(timeIn(view, Date.parse(at(moment)))).toBe(words);
  });

  test('where no day is on show always names its own', () => {
    expect(timeIn({ timeZone }, at('2026-11-27T19:30'))).toBe('Fri 27 Nov, 19:30');
  });

  test('until which something lasts', () => {
    expect(untilIn(view, at('2026-11-27T21:00'))).toBe('until 21:00');
    expect(untilIn(view, at('2026-11-29T05:24'))).toBe('until Sun 29 Nov, 05:24');
    expect(untilIn(view, null)).toBe('until further notice');
  });
});

describe('a stretch of time', () => {
  test.each([
    ['2026-11-27T19:30', '2026-11-27T21:00', '19:30–21:00'],
    ['2026-11-27T23:30', '2026-11-28T01:00', '23:30–01:00'],
    ['2026-11-26T07:24', '2026-11-29T05:24', 'Thu 26 Nov, 07:24 – Sun 29 Nov, 05:24'],
    ['2026-11-27T21:24', '2026-11-29T05:24', '21:24 – Sun 29 Nov, 05:24'],
    ['2026-11-25T22:00', '2026-11-27T21:00', 'Wed 25 Nov, 22:00 – 21:00'],
    ['2026-12-04T19:30', '2026-12-04T21:00', 'Fri 4 Dec, 19:30–21:00'],
    ['2026-12-04T23:30', '2026-12-05T01:00', 'Fri 4 Dec, 23:30 – Sat 5 Dec, 01:00'],
    ['2026-11-28T01:00', '2026-11-28T05:00', '01:00 – Sat 28 Nov, 05:00'],
  ])('from %s to %s', (start, end, words) => {
    expect(spanIn(view, at(start), at(end))).toBe(words);
  });

  test('without an end says so, with the day on which it began', () => {
    const words = 'Wed 25 Nov, 01:24, until further notice';
    expect(spanIn(view, at('2026-11-25T01:24'), null)).toBe(words);
    expect(spanIn(view, at('2026-11-27T19:24'), null)).toBe('19:24, until further notice');
  });

  test('where no day is on show names one day once', () => {
    const [start, end] = [at('2026-11-27T19:30'), at('2026-11-27T21:00')];
    expect(spanIn({ timeZone }, start, end)).toBe('Fri 27 Nov, 19:30–21:00');
  });
});

describe('the day in view', () => {
  test('is the same object for the same day, so that what is drawn stays', () => {
    expect(dayInView({ ...friday })).toBe(view);
  });

  test('ends at midnight where nothing closes later, and where nothing is served', () => {
    const sunday = dayInView({ timeZone, date: '2026-11-29', service: [] });
    expect(timeIn(sunday, at('2026-11-29T00:00'))).toBe('00:00');
    expect(timeIn(sunday, at('2026-11-30T00:00'))).toBe('00:00');
    expect(timeIn(sunday, at('2026-11-30T00:15'))).toBe('Mon 30 Nov, 00:15');
  });

  test('is an hour longer when the clock goes back in its night', () => {
    const { day } = dayInView({
      timeZone,
      date: '2026-10-24',
      service: [{ end: '2026-10-25T02:00:00.000Z' }],
    });
    expect((day!.endMs - day!.startMs) / 3_600_000).toBe(25);
  });
});
