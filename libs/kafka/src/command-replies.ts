import { randomUUID } from 'node:crypto';
import type { CommandOutcome } from '#contracts';
import type { Consumer } from 'kafkajs';
import { CONNECT_MS_MAX, EXCHANGE_MS_MAX, letGo, unavailable, within } from './bounded.js';
import { kafkaClient, offsetRanges, withAdmin } from './cluster.js';
import type { KafkaClusterOptions } from './cluster.js';
import { REPLIES_TOPIC } from './command-topics.js';
import { EVENTS_TOPIC } from './record.js';

/** Replies that nobody has asked for yet, at most; the oldest go first. */
const KEPT_MAX = 10_000;

/**
 * The outcomes of commands sent over Kafka. Listens from the end that `allocator.replies.v1` has when
 * it opens, so open it before sending.
 */
export class KafkaReplies {
  private readonly kept = new Map<string, CommandOutcome>();
  private readonly awaited = new Map<string, (outcome: CommandOutcome) => void>();

  private constructor(private readonly consumer: Consumer) {}

  /** Resolves when no reply can be missed any more. Throws `TRANSPORT_UNAVAILABLE`. */
  static async open(options: KafkaClusterOptions): Promise<KafkaReplies> {
    const kafka = kafkaClient(options);
    const prefix = options.topicPrefix ?? '';
    const topic = prefix + REPLIES_TOPIC;
    const ends = await withAdmin(kafka, (admin) => offsetRanges(admin, topic));
    const consumer = kafka.consumer({
      groupId: `${prefix}allocator-replies-${randomUUID()}`,
      maxWaitTimeInMs: 100,
      allowAutoTopicCreation: false,
    });
    const replies = new KafkaReplies(consumer);
    try {
      await within(CONNECT_MS_MAX, consumer.connect());
      await within(EXCHANGE_MS_MAX, consumer.subscribe({ topics: [topic], fromBeginning: true }));
      const joined = new Promise<void>((resolve) => {
        consumer.on(consumer.events.GROUP_JOIN, () => {
          for (const [partition, { high }] of ends) {
            consumer.seek({ topic, partition, offset: String(high) });
          }
          resolve();
        });
      });
      await consumer.run({
        autoCommit: false,
        eachMessage: ({ message }) => Promise.resolve(replies.take(message.value)),
      });
      await within(EXCHANGE_MS_MAX, joined);
      return replies;
    } catch (error) {
      await letGo(consumer);
      throw unavailable(error);
    }
  }

  /** The outcome of one command, or `TRANSPORT_UNAVAILABLE` when none came in `timeoutMs`. */
  outcomeOf(commandId: string, timeoutMs = EXCHANGE_MS_MAX): Promise<CommandOutcome> {
    const kept = this.kept.get(commandId);
    this.kept.delete(commandId);
    if (kept) return Promise.resolve(kept);
    const answer = new Promise<CommandOutcome>((resolve) => this.awaited.set(commandId, resolve));
    return within(timeoutMs, answer);
  }

  close(): Promise<void> {
    return letGo(this.consumer);
  }

  private take(value: Buffer | null): void {
    const outcome = JSON.parse(String(value)) as CommandOutcome;
    const { commandId } = outcome;
    const waiting = this.awaited.get(commandId);
    if (waiting) {
      this.awaited.delete(commandId);
      waiting(outcome);
      return;
    }
    this.kept.set(commandId, outcome);
    if (this.kept.size > KEPT_MAX) this.kept.delete(this.kept.keys().next().value!);
  }
}

/** The number of log partitions of the allocator that publishes on this cluster. */
export async function publishedPartitions(options: KafkaClusterOptions): Promise<number> {
  const topic = (options.topicPrefix ?? '') + EVENTS_TOPIC;
  const offsets = await withAdmin(kafkaClient(options), (admin) => offsetRanges(admin, topic));
  return offsets.size;
}
