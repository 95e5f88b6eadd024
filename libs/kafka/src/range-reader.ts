import { TransportError } from '#event-sourcing';
import { randomUUID } from 'node:crypto';
import { setTimeout as delay } from 'node:timers/promises';
import type { Consumer, EachBatchPayload, Kafka, KafkaMessage } from 'kafkajs';
import { CONNECT_MS_MAX, EXCHANGE_MS_MAX, letGo, unavailable, within } from './bounded.js';

/** Offsets to read of one partition: from `from` up to and not including `to`. */
export interface ReadRange {
  readonly from: bigint;
  readonly to: bigint;
}

export interface RangeRead {
  readonly topic: string;
  /** Begins the name of the short-lived group that reads. */
  readonly groupPrefix: string;
  readonly ranges: ReadonlyMap<number, ReadRange>;
  readonly onMessage: (partition: number, message: KafkaMessage) => void | Promise<void>;
}

/** Joining fails at once while the group's coordinator is still loading or moving. */
const ATTEMPTS_MAX = 8;
const RETRY_MS = 250;

/**
 * Reads the given offsets once, each partition in order, and resolves when all were taken. kafkajs
 * reads through groups only, so this makes one for itself and takes it away again. Throws what
 * `onMessage` throws, or `TRANSPORT_UNAVAILABLE` after some tries.
 */
export async function readRanges(kafka: Kafka, read: RangeRead): Promise<void> {
  const next = new Map<number, bigint>();
  for (const [partition, { from, to }] of read.ranges) if (from < to) next.set(partition, from);
  if (next.size === 0) return;
  const groupId = `${read.groupPrefix}${randomUUID()}`;
  for (let attempt = 1; next.size > 0; attempt++) {
    try {
      await readOn(kafka, groupId, read, next);
    } catch (error) {
      if (error instanceof TransportError) throw error;
      if (attempt === ATTEMPTS_MAX) throw unavailable(error);
      await delay(RETRY_MS);
    }
  }
  await deleteGroup(kafka, groupId);
}

/** Reads until nothing is left in `next`, which keeps the place for another try. */
async function readOn(
  kafka: Kafka,
  groupId: string,
  read: RangeRead,
  next: Map<number, bigint>,
): Promise<void> {
  const consumer = kafka.consumer({
    groupId,
    maxWaitTimeInMs: 100,
    allowAutoTopicCreation: false,
    retry: { retries: 3, restartOnFailure: () => Promise.resolve(false) },
  });
  try {
    await within(CONNECT_MS_MAX, consumer.connect());
    const subscribed = consumer.subscribe({ topics: [read.topic], fromBeginning: true });
    await within(EXCHANGE_MS_MAX, subscribed);
    await new RangeReading(consumer, read, next).run();
  } finally {
    await letGo(consumer);
  }
}

/** An empty group without offsets also goes away by itself, so a failure here costs nothing. */
async function deleteGroup(kafka: Kafka, groupId: string): Promise<void> {
  const admin = kafka.admin();
  try {
    await within(CONNECT_MS_MAX, admin.connect());
    await within(EXCHANGE_MS_MAX, admin.deleteGroups([groupId]));
  } catch {
    return;
  } finally {
    await letGo(admin);
  }
}

class RangeReading {
  private taken = 0;

  constructor(
    private readonly consumer: Consumer,
    private readonly read: RangeRead,
    private readonly next: Map<number, bigint>,
  ) {}

  run(): Promise<void> {
    const { consumer } = this;
    let watch: NodeJS.Timeout | undefined;
    return new Promise<void>((done, failed) => {
      watch = this.watch(failed);
      consumer.on(consumer.events.CRASH, ({ payload }) => failed(payload.error));
      consumer.on(consumer.events.GROUP_JOIN, ({ payload }) => {
        for (const partition of payload.memberAssignment[this.read.topic] ?? [])
          this.seek(partition);
      });
      const running = consumer.run({
        autoCommit: false,
        eachBatch: async (payload) => {
          await this.take(payload).catch(failed);
          if (this.next.size === 0) done();
        },
      });
      running.catch(failed);
    }).finally(() => clearInterval(watch));
  }

  /** A consumer that neither reads nor fails is given up. */
  private watch(failed: (error: Error) => void): NodeJS.Timeout {
    let seen = this.taken;
    return setInterval(() => {
      if (this.taken === seen) failed(unavailable(new Error('nothing was read for a minute')));
      seen = this.taken;
    }, EXCHANGE_MS_MAX);
  }

  private seek(partition: number): void {
    const offset = this.next.get(partition);
    if (offset === undefined) this.pause(partition);
    else this.consumer.seek({ topic: this.read.topic, partition, offset: String(offset) });
  }

  private pause(partition: number): void {
    this.consumer.pause([{ topic: this.read.topic, partitions: [partition] }]);
  }

  private async take(payload: EachBatchPayload): Promise<void> {
    const { batch } = payload;
    const { partition } = batch;
    const range = this.read.ranges.get(partition);
    if (!range || payload.isStale()) return;
    for (const message of batch.messages) {
      const offset = BigInt(message.offset);
      const next = this.next.get(partition);
      if (next === undefined || offset < next || offset >= range.to) continue;
      await this.read.onMessage(partition, message);
      this.taken += 1;
      this.next.set(partition, offset + 1n);
      await payload.heartbeat();
    }
    if (BigInt(batch.lastOffset()) + 1n < range.to) return;
    this.next.delete(partition);
    this.pause(partition);
  }
}
