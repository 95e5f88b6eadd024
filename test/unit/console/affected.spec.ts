import { describe, expect, test } from '@jest/globals';
import type { Timeline, TimelineSegment } from '#contracts';
import { affectedIn, daysToLookAt } from '../../../apps/console/src/timeline/affected.js';

const timeZone = 'Europe/Paris';

function timeline(date: string, segments: readonly TimelineSegment[] = []): Timeline {
  const table = { id: 'T1' } as Timeline['rows'][number]['table'];
  return { timeZone, date, service: [], rows: [{ table, segments }] } as unknown as Timeline;
}

function claim(id: string, start: string, end: string, more: object = {}): TimelineSegment {
  const window = { start: `${start}:00.000Z`, end: `${end}:00.000Z` };
  return { id, kind: 'assignment', window, shadow: false, ...more } as TimelineSegment;
}

describe('the days that tell whom a block affects', () => {
  const shown = timeline('2026-11-27');

  test('are the one on show when it lies within', () => {
    const days = daysToLookAt(shown, '2026-11-27T19:30', '2026-11-27T23:00');
    expect(days).toEqual({ dates: ['2026-11-27'], isAll: true });
  });

  test('are all that it touches, and the evening before it begins', () => {
    const days = daysToLookAt(shown, '2026-11-27T19:30', '2026-11-29T05:24');
    const dates = ['2026-11-26', '2026-11-27', '2026-11-28', '2026-11-29'];
    expect(days).toEqual({ dates, isAll: true });
  });

  test.each([null, '2027-11-27T19:30'])('are not all of one until %s', (end) => {
    const { dates, isAll } = daysToLookAt(shown, '2026-11-27T19:30', end);
    expect(dates).toHaveLength(8);
    expect(dates.at(-1)).toBe('2026-12-03');
    expect(isAll).toBe(false);
  });

  test.each([
    ['', null],
    ['2026-11-27T19:30', ''],
    ['2026-11-27T19:30', '2026-11-20T19:30'],
    ['20266-11-27T19:30', null],
    ['0002-11-27T19:30', null],
  ])('are the one on show while %s – %s is no time', (start, end) => {
    expect(daysToLookAt(shown, start, end)).toEqual({ dates: ['2026-11-27'], isAll: true });
  });
});

test('whoever is affected is told once, by time, of whichever day', () => {
  const rossi = claim('rossi', '2026-11-27T19:00', '2026-11-27T20:30');
  const sato = claim('sato', '2026-11-28T19:00', '2026-11-28T20:30');
  const late = claim('late', '2026-11-27T22:30', '2026-11-28T00:30');
  const before = claim('before', '2026-11-27T11:00', '2026-11-27T12:00');
  const block = claim('block', '2026-11-28T11:00', '2026-11-28T12:00', { kind: 'block' });
  const shadow = claim('shadow', '2026-11-28T11:00', '2026-11-28T12:00', { shadow: true });
  const days = [
    timeline('2026-11-28', [sato, late, block, shadow]),
    timeline('2026-11-27', [before, late, rossi]),
  ];
  const affected = affectedIn(days, 'T1', '2026-11-27T18:00', null);
  expect(affected.map(({ id }) => id)).toEqual(['rossi', 'late', 'sato']);
});
