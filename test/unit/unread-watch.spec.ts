import { expect, test } from '@jest/globals';
import { UnreadWatch } from '#postgres';

const unread = (cursor: number, head: number, partition = 1, reader = 'relay') => {
  return { reader, partition, cursor, head };
};

test('what nobody reads waits from the first look on, whatever is recorded behind it', () => {
  const watch = new UnreadWatch();
  expect(watch.look([unread(2, 5)], 1_000).get('relay')).toBe(0);
  expect(watch.look([unread(2, 6)], 6_000).get('relay')).toBe(5);
  expect(watch.look([unread(2, 90)], 61_000).get('relay')).toBe(60);
});

test('a reader that goes on is behind by what it needed for what was there at one look', () => {
  const watch = new UnreadWatch();
  watch.look([unread(2, 5)], 0);
  expect(watch.look([unread(4, 9)], 5_000).get('relay')).toBe(5);
  expect(watch.look([unread(5, 12)], 10_000).get('relay')).toBe(0);
  expect(watch.look([unread(11, 15)], 15_000).get('relay')).toBe(5);
});

test('each reader has the longest wait of its partitions; what was read is forgotten', () => {
  const watch = new UnreadWatch();
  watch.look([unread(0, 1), unread(0, 1, 2, 'mirror')], 0);
  const waits = watch.look([unread(0, 1), unread(0, 1, 3), unread(1, 2, 2, 'mirror')], 7_000);
  expect(Object.fromEntries(waits)).toEqual({ relay: 7, mirror: 0 });
  expect([...watch.look([], 8_000)]).toEqual([]);
  expect(watch.look([unread(0, 1)], 9_000).get('relay')).toBe(0);
});
