import { describe, expect, test } from '@jest/globals';
import { LIMITS } from '#contracts';
import type { TimelineSegment, Warning } from '#contracts';
import { ApiProblem } from '../../../apps/console/src/api/problem.js';
import { takenWords } from '../../../apps/console/src/timeline/seating.js';
import { REASON_MAX } from '../../../apps/console/src/ui/reason.js';
import { problemWords, warningWords } from '../../../apps/console/src/words.js';

const warning = (code: Warning['code'], details?: Warning['details']): Warning => ({
  code,
  message: 'T2 is taken by booking e101b286-0000-4000-8000-000000000000 until 2026-11-25T05:47Z',
  ...(details === undefined ? {} : { details }),
});

describe('what was done all the same is noted', () => {
  const taken = 'T2 is taken by Sato until 21:30.';

  test('with whoever is in the way', () => {
    expect(warningWords(warning('TABLE_CONFLICT', { blockers: 1 }), taken)).toBe(`Note: ${taken}`);
  });

  test('in general where the page does not know who', () => {
    const words = 'Note: The table is taken.';
    expect(warningWords(warning('TABLE_CONFLICT', { blockers: 1 }), '')).toBe(words);
  });

  test('by its own numbers when nobody is in the way', () => {
    const words = 'Note: 3 seats would stay empty; the house allows 1.';
    const slack = warning('SLACK_EXCEEDED', { slack: 3, maxSlack: 1 });
    expect(warningWords(slack, taken)).toBe(words);
  });

  test.each(['TABLES_LOST', 'TABLES_NOT_RESTORED'] as const)('and %s says no id', (code) => {
    expect(warningWords(warning(code), taken)).toMatch(/^Note: [A-Z][a-z :]+\.$/);
  });
});

test('a hold is told with the time that is left of it, not with the time that it is for', () => {
  const hold: TimelineSegment = {
    id: 'h',
    kind: 'hold',
    window: { start: '2026-11-27T18:00:00.000Z', end: '2026-11-27T20:00:00.000Z' },
    shadow: false,
    bookingId: null,
    holdId: 'h',
    blockId: null,
    tables: [],
    booking: null,
    expiresAt: '2026-11-27T17:03:00.000Z',
    owner: 'anna',
    reason: null,
  };
  const nowMs = Date.parse('2026-11-27T17:00:29.000Z');
  const words = takenWords(hold, { timeZone: 'Europe/Paris' }, nowMs);
  expect(words).toBe('held by anna, for 02:31 more');
});

test('what was entered wrongly is told field by field', () => {
  const fields = [
    { path: 'data.reason', message: 'reason must be shorter than or equal to 500 characters' },
    { path: 'data.window.start', message: 'is not a time that exists' },
  ];
  const problem = new ApiProblem(400, 'PAYLOAD_INVALID', 'data.reason: …', { fields });
  expect(problemWords(problem, { timeZone: 'Europe/Paris' })).toBe(
    'Something that was entered is not right. reason must be shorter than or equal to 500 ' +
      'characters. window.start: is not a time that exists.',
  );
});

test('a reason can be as long as the service keeps it', () => {
  expect(REASON_MAX).toBe(LIMITS.reason);
});
