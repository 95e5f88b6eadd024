import { TransportError } from '#event-sourcing';
import type { LogTransport, PartitionBatch, Subscriber, Subscription } from '#event-sourcing';
import type { LoggedEvent } from '#contracts';
import type { Kafka, Message, Producer } from 'kafkajs';
import { EXCHANGE_MS_MAX, letGo, within } from './bounded.js';
import { kafkaClient, offsetRanges, withAdmin } from './cluster.js';
import type { KafkaClusterOptions } from './cluster.js';
import { KafkaSubscription } from './kafka-subscription.js';
import { readRanges } from './range-reader.js';
import { EVENTS_TOPIC, recordOf, seqOf } from './record.js';
import { AS_TOLD, connectProducer } from './producer.js';
import { ensureTopic } from './topics.js';

export interface KafkaTransportOptions extends KafkaClusterOptions {
  /** Number of log partitions, which is the topic's. */
  readonly partitions: number;
  /** Another topic than the events', of the same shape: a replay's. */
  readonly topic?: string;
  /** A member silent for so long loses its partitions. */
  readonly sessionTimeoutMs?: number;
}

/** Bytes of values in one send to one partition, well below what a broker takes (1 MiB). */
const SEND_MAX_BYTES = 512 * 1024;

/**
 * The log's transport over Apache Kafka: topic `allocator.events.v1`, partition = log partition.
 *
 * The producer is idempotent with acks from all replicas and ONE send in flight, because kafkajs
 * gives sequence numbers out again after an ack is lost while several sends are under way. After a
 * failed send its state is in doubt, so `reset` throws it away.
 */
export class KafkaTransport implements LogTransport<LoggedEvent> {
  private readonly kafka: Kafka;
  private readonly prefix: string;
  private readonly topic: string;
  private readonly subscriptions = new Set<Subscription>();
  private producer: Producer | null = null;

  constructor(private readonly options: KafkaTransportOptions) {
    this.kafka = kafkaClient(options);
    this.prefix = options.topicPrefix ?? '';
    this.topic = this.prefix + (options.topic ?? EVENTS_TOPIC);
  }

  ensureTopics(): Promise<void> {
    return withAdmin(this.kafka, (admin) =>
      ensureTopic(admin, this.topic, this.options.partitions),
    );
  }

  async publish(batches: readonly PartitionBatch<LoggedEvent>[]): Promise<void> {
    this.producer ??= await connectProducer(this.kafka, AS_TOLD);
    for (const messages of sendsOf(batches)) {
      try {
        const topicMessages = [{ topic: this.topic, messages }];
        await within(EXCHANGE_MS_MAX, this.producer.sendBatch({ acks: -1, topicMessages }));
      } catch (error) {
        const message = `Kafka did not confirm a send: ${(error as Error).message}`;
        throw new TransportError('OUTCOME_UNKNOWN', message, { cause: error });
      }
    }
  }

  async reset(): Promise<void> {
    const producer = this.producer;
    this.producer = null;
    if (producer) await letGo(producer);
  }

  async publishedUpTo(partitions: readonly number[]): Promise<ReadonlyMap<number, number>> {
    const offsets = await withAdmin(this.kafka, (admin) => offsetRanges(admin, this.topic));
    const seqs = new Map(partitions.map((partition) => [partition, 0]));
    const ranges = new Map(
      partitions.map((partition) => {
        const { low, high } = offsets.get(partition) ?? { low: 0n, high: 0n };
        return [partition, { from: low < high ? high - 1n : high, to: high }];
      }),
    );
    await readRanges(this.kafka, {
      topic: this.topic,
      groupPrefix: `${this.prefix}allocator-tail-`,
      ranges,
      onMessage: (partition, message) => void seqs.set(partition, seqOf(message)),
    });
    return seqs;
  }

  subscribe(subscriber: Subscriber<LoggedEvent>): Promise<Subscription> {
    const subscription = new KafkaSubscription(this.kafka, subscriber, {
      topic: this.topic,
      groupId: `${this.prefix}allocator.${subscriber.group}`,
      sessionTimeoutMs: this.options.sessionTimeoutMs ?? 30_000,
    });
    this.subscriptions.add(subscription);
    subscription.start();
    return Promise.resolve(subscription);
  }

  async close(): Promise<void> {
    await Promise.all([...this.subscriptions].map((subscription) => subscription.stop()));
    await this.reset();
  }
}

/** The batches as sends of bounded size, each partition's events in order over the sends. */
function* sendsOf(batches: readonly PartitionBatch<LoggedEvent>[]): Generator<Message[]> {
  const rest = batches.map(({ events, epoch }) => ({ epoch, events, next: 0 }));
  for (;;) {
    const messages: Message[] = [];
    for (const batch of rest) {
      let bytes = 0;
      while (batch.next < batch.events.length) {
        const record = recordOf(batch.events[batch.next]!, batch.epoch);
        bytes += Buffer.byteLength(record.value);
        if (bytes > SEND_MAX_BYTES && bytes > Buffer.byteLength(record.value)) break;
        messages.push(record);
        batch.next++;
      }
    }
    if (messages.length === 0) return;
    yield messages;
  }
}
