import { randomUUID } from 'node:crypto';
import { afterEach, beforeEach, expect, test } from '@jest/globals';
import type { LoggedEvent } from '#contracts';
import type { LogTransport } from '#event-sourcing';
import { CollectingSubscriber } from './collecting-subscriber.js';
import { createDatabase } from './database.js';
import type { TestDatabase } from './database.js';
import { EventLog } from './event-log.js';

const PARTITIONS = 4;

/** One to `n`. */
export const upTo = (n: number) => Array.from({ length: n }, (_, i) => i + 1);

/** What relay and projectors rely on, whatever carries the log. To be called inside a `describe`. */
export function keepsTheTransportContract(
  make: (log: EventLog) => LogTransport<LoggedEvent>,
): void {
  let database: TestDatabase;
  let log: EventLog;
  let transport: LogTransport<LoggedEvent>;

  beforeEach(async () => {
    database = await createDatabase();
    log = new EventLog(database.pool, PARTITIONS);
    transport = make(log);
    await transport.ensureTopics();
  });
  afterEach(async () => {
    await transport.close();
    await database.drop();
  });

  const record = async (partition: number, count: number) => {
    const events = await log.append(partition, count);
    await transport.publish([{ partition, epoch: 1, events }]);
  };
  const subscribe = async (subscriber: CollectingSubscriber) => {
    const subscription = await transport.subscribe(subscriber);
    await subscription.ready;
    return subscription;
  };

  test('records arrive in order, densely, in every partition', async () => {
    const subscriber = new CollectingSubscriber(randomUUID());
    await subscribe(subscriber);
    for (let round = 0; round < 3; round++) {
      for (let p = 0; p < PARTITIONS; p++) await record(p, 20);
    }
    for (let p = 0; p < PARTITIONS; p++) {
      await subscriber.reached(p, 60);
      expect(subscriber.seqs(p)).toEqual(upTo(60));
    }
  });

  test('an event arrives as it was recorded', async () => {
    const subscriber = new CollectingSubscriber(randomUUID());
    const events = await log.append(1, 3);
    await transport.publish([{ partition: 1, epoch: 7, events }]);
    await subscribe(subscriber);
    await subscriber.reached(1, 3);
    expect(subscriber.events).toEqual(events);
  });

  test('a group that comes back goes on from its checkpoint', async () => {
    const first = new CollectingSubscriber(randomUUID());
    const subscription = await subscribe(first);
    await record(2, 10);
    await first.reached(2, 10);
    await subscription.stop();

    await record(2, 5);
    const second = new CollectingSubscriber(first.group, first.checkpoints);
    await subscribe(second);
    await second.reached(2, 15);
    // The record at the checkpoint may come again: it proves that the offset still means it.
    expect(second.seqs(2).filter((seq) => seq !== 10)).toEqual([11, 12, 13, 14, 15]);
  });

  test('a group without a checkpoint reads from the beginning, whatever was committed', async () => {
    const first = new CollectingSubscriber(randomUUID());
    const subscription = await subscribe(first);
    await record(0, 10);
    await first.reached(0, 10);
    await subscription.stop();

    const again = new CollectingSubscriber(first.group);
    await subscribe(again);
    await again.reached(0, 10);
    expect(again.seqs(0)).toEqual(upTo(10));
  });

  test('two members of a group share the partitions; when one leaves the other has all', async () => {
    const a = new CollectingSubscriber(randomUUID());
    const b = new CollectingSubscriber(a.group, a.checkpoints);
    await subscribe(a);
    const leaving = await subscribe(b);
    const shared = () =>
      a.assigned.length === PARTITIONS / 2 &&
      b.assigned.length === PARTITIONS / 2 &&
      a.assigned.every((p) => !b.assigned.includes(p));
    await Promise.race([a.until(shared), b.until(shared)]);

    for (let p = 0; p < PARTITIONS; p++) await record(p, 10);
    for (const p of a.assigned) await a.reached(p, 10);
    for (const p of b.assigned) await b.reached(p, 10);
    for (let p = 0; p < PARTITIONS; p++) {
      const [owner, other] = a.assigned.includes(p) ? [a, b] : [b, a];
      expect(owner.seqs(p)).toEqual(upTo(10));
      expect(other.seqs(p)).toEqual([]);
    }

    await leaving.stop();
    await a.until(() => a.assigned.length === PARTITIONS);
    for (let p = 0; p < PARTITIONS; p++) await record(p, 1);
    for (let p = 0; p < PARTITIONS; p++) await a.reached(p, 11);
  });

  test('it knows how it ends, unless it keeps no records, and where nothing has changed', async () => {
    await record(0, 30);
    const events = await log.append(3, 2);
    const published = await transport.publish([{ partition: 3, epoch: 1, events }]);
    const tails = await transport.tails(
      new Map([
        [0, null],
        [1, null],
        [3, published.get(3)?.last ?? null],
      ]),
    );
    if (published.size === 0) return expect(tails.size).toBe(0);
    const [{ hash }] = (await log.reader.read(0, 29, 1)) as [LoggedEvent];
    const { clusterId } = published.get(3)!.last;
    expect(tails).toEqual(
      new Map([
        [0, { last: { seq: 30, hash }, next: { clusterId, offset: '30' } }],
        [1, { last: null, next: { clusterId, offset: '0' } }],
      ]),
    );
    expect(published.get(3)!.first.offset).toBe('0');
    expect(published.get(3)!.last.offset).toBe('1');
  });

  test('a handler that throws ends its subscription with what it threw', async () => {
    const broken = new CollectingSubscriber(randomUUID());
    broken.handle = () => Promise.reject(new RangeError('cannot take this'));
    const subscription = await subscribe(broken);
    await record(0, 1);
    await expect(subscription.ended).rejects.toThrow(new RangeError('cannot take this'));
  });
}
