import { describe, expect, test } from '@jest/globals';
import { Alarm, Backoff } from '#event-sourcing';

describe('an alarm', () => {
  test('ends the sleep of a loop at once', async () => {
    const alarm = new Alarm();
    const slept = alarm.sleep(3_600_000);
    alarm.wake();
    await slept;
  });

  test('that rang while nobody slept ends the next sleep, and only that one', async () => {
    const alarm = new Alarm();
    alarm.wake();
    alarm.wake();
    await alarm.sleep(3_600_000);
    let over = false;
    const second = alarm.sleep(3_600_000).then(() => (over = true));
    await Promise.resolve();
    expect(over).toBe(false);
    alarm.wake();
    await second;
  });

  test('lets a sleep end by itself', async () => {
    await new Alarm().sleep(1);
  });
});

describe('a backoff', () => {
  test('doubles up to its bound, and starts anew after a success', () => {
    const backoff = new Backoff(100, 1_000);
    const pauses = Array.from({ length: 6 }, () => backoff.nextMs());
    expect(pauses).toEqual([100, 200, 400, 800, 1_000, 1_000]);
    backoff.succeeded();
    expect(backoff.nextMs()).toBe(100);
  });

  test('stays at its bound for ever', () => {
    const backoff = new Backoff(1, 500);
    for (let i = 0; i < 2_000; i++) backoff.nextMs();
    expect(backoff.nextMs()).toBe(500);
  });
});
