import { randomUUID } from 'node:crypto';
import type { Consumer, EachBatchPayload, Kafka, KafkaMessage } from 'kafkajs';
import { unavailable } from './cluster.js';

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

/**
 * Reads the given offsets once, each partition in order, and resolves when all were taken. kafkajs
 * reads through groups only, so this makes one for itself and takes it away again.
 */
export async function readRanges(kafka: Kafka, read: RangeRead): Promise<void> {
  const ranges = [...read.ranges].filter(([, { from, to }]) => from < to);
  if (ranges.length === 0) return;
  const groupId = `${read.groupPrefix}${randomUUID()}`;
  const consumer = kafka.consumer({
    groupId,
    maxWaitTimeInMs: 100,
    retry: { retries: 3, restartOnFailure: () => Promise.resolve(false) },
  });
  try {
    await consumer.connect();
    await consumer.subscribe({ topics: [read.topic], fromBeginning: true });
    await new RangeReading(consumer, read, new Map(ranges)).run();
  } catch (error) {
    throw unavailable(error);
  } finally {
    await consumer.disconnect();
  }
  await deleteGroup(kafka, groupId);
}

/** An empty group without offsets also goes away by itself, so a failure here costs nothing. */
async function deleteGroup(kafka: Kafka, groupId: string): Promise<void> {
  const admin = kafka.admin();
  try {
    await admin.connect();
    await admin.deleteGroups([groupId]);
  } catch {
    return;
  } finally {
    await admin.disconnect();
  }
}

class RangeReading {
  private readonly next: Map<number, bigint>;

  constructor(
    private readonly consumer: Consumer,
    private readonly read: RangeRead,
    private readonly ranges: ReadonlyMap<number, ReadRange>,
  ) {
    this.next = new Map([...ranges].map(([partition, { from }]) => [partition, from]));
  }

  run(): Promise<void> {
    const { consumer } = this;
    return new Promise((done, failed) => {
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
    });
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
    const range = this.ranges.get(partition);
    if (!range || payload.isStale()) return;
    for (const message of batch.messages) {
      const offset = BigInt(message.offset);
      const next = this.next.get(partition);
      if (next === undefined || offset < next || offset >= range.to) continue;
      await this.read.onMessage(partition, message);
      this.next.set(partition, offset + 1n);
      await payload.heartbeat();
    }
    if (BigInt(batch.lastOffset()) + 1n < range.to) return;
    this.next.delete(partition);
    this.pause(partition);
  }
}
