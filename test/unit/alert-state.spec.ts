import { describe, expect, test } from '@jest/globals';
import {
  alertChange,
  alertRules,
  alertViews,
  LOOKED_AWAY_SECONDS,
  nextAlertStatus,
} from '#telemetry';
import type { AlertStatus } from '#telemetry';

const LIMITS = { threshold: 50, forSeconds: 180 };
const at = (seconds: number): string =>
  new Date(Date.UTC(2026, 10, 27, 19) + seconds * 1_000).toISOString();

/** What becomes of an alert that is measured so, each a value and the second of its measurement. */
function history(
  measured: readonly (readonly [value: number | null, second: number])[],
  limits = LIMITS,
): AlertStatus[] {
  const found: AlertStatus[] = [];
  for (const [value, second] of measured) {
    found.push(nextAlertStatus(limits, found.at(-1) ?? null, value, at(second)));
  }
  return found;
}
const states = (...measured: (readonly [number | null, number])[]): string[] =>
  history(measured).map(({ state }) => state);
const every = (value: number | null, from: number, to: number): [number | null, number][] =>
  Array.from({ length: (to - from) / 30 + 1 }, (_, i) => [value, from + 30 * i]);

describe('an alert', () => {
  test('fires when it was above its threshold for long enough, and not before', () => {
    expect(states(...every(51, 0, 150))).toEqual(Array(6).fill('pending'));
    const last = history(every(51, 0, 180)).at(-1);
    expect(last).toEqual({ state: 'firing', value: 51, since: at(0), checkedAt: at(180) });
  });

  test('is well at its threshold', () => {
    expect(states([50, 0], [50, 300])).toEqual(['ok', 'ok']);
  });

  test('is over at the first good measurement, and begins anew after it', () => {
    const [over, again] = history([...every(51, 0, 180), [7, 190], [51, 200]]).slice(-2);
    expect(over).toMatchObject({ state: 'ok', since: null });
    expect(again).toMatchObject({ state: 'pending', since: at(200) });
  });

  test('without a duration fires at once', () => {
    expect(history([[6, 0]], { threshold: 5, forSeconds: 0 })).toMatchObject([{ state: 'firing' }]);
  });

  test('that cannot be measured is unknown; what was firing fires on, what was pending does not', () => {
    expect(states(...every(51, 0, 180), [null, 190], [51, 200]).slice(-3)).toEqual([
      'firing',
      'unknown',
      'firing',
    ]);
    const again = history([
      [51, 0],
      [null, 30],
      [51, 60],
    ]).at(-1);
    expect(again).toMatchObject({ state: 'pending', since: at(60) });
  });

  test('that nobody looked at begins anew, but for one that was firing', () => {
    const later = LOOKED_AWAY_SECONDS + 200;
    expect(states([51, 0], [51, later])).toEqual(['pending', 'pending']);
    const restarted = history([...every(51, 0, 180), [51, 180 + later]]).at(-1);
    expect(restarted).toMatchObject({ state: 'firing', since: at(0) });
  });
});

describe('an alert, when the clock goes back', () => {
  const judged = (before: AlertStatus, value: number, second: number) =>
    nextAlertStatus(LIMITS, before, value, at(second));

  test('fires on, since no later than it must have', () => {
    const firing = history(every(51, 3_600, 3_810)).at(-1)!;
    const after = judged(firing, 51, 0);
    expect(after).toEqual({ state: 'firing', value: 51, since: at(-180), checkedAt: at(0) });
    expect(alertChange(firing, after)).toBeNull();
    expect(judged(after, 51, 5)).toMatchObject({ state: 'firing', since: at(-180) });
    expect(alertChange(after, judged(after, 50, 10))).toBe('resolved');
  });

  test('fires on since when it did, where the clock did not go back behind that', () => {
    const firing = history(every(51, 0, 600)).at(-1)!;
    expect(judged(firing, 51, 400)).toMatchObject({ state: 'firing', since: at(0) });
    expect(judged(firing, 51, 100)).toMatchObject({ state: 'firing', since: at(-80) });
  });

  test('begins anew where it was pending', () => {
    const pending = history(every(51, 3_600, 3_720)).at(-1)!;
    expect(judged(pending, 51, 0)).toMatchObject({ state: 'pending', since: at(0) });
  });
});

describe('people are told', () => {
  const changes = (...measured: (readonly [number | null, number])[]) => {
    const found = history(measured);
    return found.map((status, i) => alertChange(found[i - 1] ?? null, status));
  };

  test('once that it fires, and once that it is over', () => {
    const told = changes(...every(51, 0, 210), [1, 240], [1, 270]);
    expect(told).toEqual([...Array<null>(6).fill(null), 'firing', null, 'resolved', null]);
  });

  test('nothing of what only was pending', () => {
    expect(changes([51, 0], [1, 30])).toEqual([null, null]);
  });

  test('not a second time after it could not be measured', () => {
    const told = changes(...every(51, 0, 180), [null, 190], [51, 200], [null, 210], [1, 220]);
    expect(told.slice(-5)).toEqual(['firing', null, null, null, 'resolved']);
  });
});

describe('the view of the alerts', () => {
  const known = {
    name: 'allocator.lock_contention',
    threshold: 7,
    forSeconds: 1,
    ...nextAlertStatus(LIMITS, null, 3, at(0)),
  };

  test('shows each with the limits it was judged by', () => {
    const [view, ...others] = alertViews([known], at(5));
    expect(view).toMatchObject({ state: 'ok', value: 3, threshold: 7, forSeconds: 1 });
    expect(others.map(({ state }) => state)).toEqual(others.map(() => 'unknown'));
  });

  test('says unknown of what nobody looks at any more', () => {
    const [view] = alertViews([known], at(LOOKED_AWAY_SECONDS + 1));
    expect(view).toMatchObject({ state: 'unknown', value: 3, checkedAt: at(0) });
  });

  test('says unknown, and no time, of what was looked at before the clock went back', () => {
    const [view] = alertViews([{ ...known, state: 'firing', since: at(-1) }], at(-1));
    expect(view).toMatchObject({ state: 'unknown', value: 3, since: null, checkedAt: null });
  });

  test('of the four that the specification names has their limits', () => {
    const limits = alertRules().map(({ name, threshold, forSeconds }) => [
      name,
      threshold,
      forSeconds,
    ]);
    expect(limits.slice(0, 4)).toEqual([
      ['allocator.lock_contention', 50, 180],
      ['allocator.hold_expiry_backlog', 25, 300],
      ['allocator.rpc_conflict_rate', 10, 120],
      ['allocator.telemetry_insert_failures', 5, 0],
    ]);
  });
});
