import { describe, expect, test } from '@jest/globals';
import { ClockWatch, toldStep } from '../../apps/allocator/src/clock/clock-watch.js';

const EPOCH = Date.UTC(2026, 10, 27, 19);
/** What a look finds that takes no time, `aheadMs` more than the database's clock was ahead first. */
const at = (ms: number, aheadMs = 0, tookMs = 0) => ({
  databaseMs: EPOCH + ms + aheadMs,
  askedMs: ms,
  answeredMs: ms + tookMs,
});

describe('the watch of the clock', () => {
  test('says nothing of a clock that goes on as ours does, or is kept right', () => {
    const watch = new ClockWatch();
    for (let n = 0; n < 100; n++) expect(watch.look(at(2_000 * n, 40 * n))).toBeNull();
    expect(watch.steps).toBe(0);
    expect(watch.probe(200_000)).toEqual({ status: 'up' });
  });

  test('notices a step forward and one back, each once, also over a time without answers', () => {
    const watch = new ClockWatch();
    const found = [at(0), at(2_000, 3_600_000), at(4_000, 3_600_000), at(90_000), at(92_000)];
    expect(found.map((look) => watch.look(look))).toEqual([
      null,
      { direction: 'forward', seconds: 3_600 },
      null,
      { direction: 'back', seconds: 3_600 },
      null,
    ]);
    expect(watch.steps).toBe(2);
  });

  test('takes no slow answer for a step, and a step of more than it was slow for one', () => {
    const watch = new ClockWatch();
    watch.look(at(0));
    expect(watch.look(at(2_000, 2_500, 2_900))).toBeNull();
    expect(watch.look(at(6_000))).toBeNull();
    const step = watch.look(at(8_000, -60_000, 2_000));
    expect(step).toEqual({ direction: 'back', seconds: 60 });
  });

  test('has people told for five minutes', () => {
    const watch = new ClockWatch();
    watch.look(at(0));
    const step = watch.look(at(2_000, -1_500))!;
    expect(toldStep(step)).toBe('the clock of PostgreSQL went back by 1.5 s');
    const { status, detail } = watch.probe(12_000);
    expect(status).toBe('degraded');
    expect(detail).toContain('the clock of PostgreSQL went back by 1.5 s, 10 s ago; see docs/');
    expect(watch.probe(302_000).status).toBe('degraded');
    expect(watch.probe(302_001)).toEqual({ status: 'up' });
  });
});
