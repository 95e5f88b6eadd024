import { TransportError } from '#event-sourcing';
import type {
  LogTransport,
  PartitionBatch,
  Place,
  Published,
  Subscriber,
  Subscription,
  Tail,
} from '#event-sourcing';
import type { LoggedEvent } from '#contracts';
import type { Kafka, Message, Producer, RecordMetadata } from 'kafkajs';
import { EXCHANGE_MS_MAX, SESSION_MS, letGo, within } from './bounded.js';
import { kafkaClient, offsetRanges, withAdmin } from './cluster.js';
import type { KafkaClusterOptions } from './cluster.js';
import { compressionNumber } from './codecs/index.js';
import { isRefusal } from './error-type.js';
import { KafkaSubscription } from './kafka-subscription.js';
import { readRecord } from './passed-over.js';
import type { PassedOver } from './passed-over.js';
import { readRanges } from './range-reader.js';
import type { ReadRange } from './range-reader.js';
import { EVENTS_TOPIC, recordOf } from './record.js';
import { AS_TOLD, connectProducer } from './producer.js';
import { recordBytes } from './record-bytes.js';
import { topicConcerns } from './topic-limits.js';
import { ensureTopic } from './topics.js';

export interface KafkaTransportOptions extends KafkaClusterOptions {
  /** Number of log partitions, which is the topic's. */
  readonly partitions: number;
  /** Another topic than the events', of the same shape: a replay's. */
  readonly topic?: string;
  /** A member silent for so long loses its partitions. */
  readonly sessionTimeoutMs?: number;
  /** Told of records that are passed over because nobody can read them or they are none of ours. */
  readonly onPassedOver?: (what: PassedOver) => void;
}

/** Bytes of records in one send to one partition, well below what a broker takes (1 MiB). */
const SEND_MAX_BYTES = 512 * 1024;
/** Records before the end of a partition that are looked at when the last is none of ours. */
const LOOK_BACK = 1_000n;

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
  private producer: Connected | null = null;

  constructor(private readonly options: KafkaTransportOptions) {
    this.kafka = kafkaClient(options);
    this.prefix = options.topicPrefix ?? '';
    this.topic = this.prefix + (options.topic ?? EVENTS_TOPIC);
  }

  ensureTopics(): Promise<readonly string[]> {
    const { topic = EVENTS_TOPIC, partitions } = this.options;
    return withAdmin(this.kafka, async (admin) => {
      await ensureTopic(admin, this.topic, partitions);
      return topicConcerns(admin, this.prefix, [topic]);
    });
  }

  async publish(
    batches: readonly PartitionBatch<LoggedEvent>[],
  ): Promise<ReadonlyMap<number, Published>> {
    const { producer, clusterId } = (this.producer ??= await this.connect());
    const published = new Map<number, Published>();
    for (const messages of sendsOf(batches)) {
      try {
        const topicMessages = [{ topic: this.topic, messages }];
        const compression = compressionNumber(this.options.compression ?? 'none');
        const sent = producer.sendBatch({ acks: -1, compression, topicMessages });
        for (const answer of await within(EXCHANGE_MS_MAX, sent)) {
          const places = placesOf(answer, messages, clusterId);
          const first = published.get(answer.partition)?.first ?? places.first;
          published.set(answer.partition, { first, last: places.last });
        }
      } catch (error) {
        throw isRefusal(error) ? this.refusalOf(messages, error) : unconfirmed(error);
      }
    }
    return published;
  }

  async reset(): Promise<void> {
    const connected = this.producer;
    this.producer = null;
    if (connected) await letGo(connected.producer);
  }

  async tails(known: ReadonlyMap<number, Place | null>): Promise<ReadonlyMap<number, Tail>> {
    const { clusterId, offsets } = await withAdmin(this.kafka, async (admin) => ({
      clusterId: (await admin.describeCluster()).clusterId,
      offsets: await offsetRanges(admin, this.topic),
    }));
    const ends = new Map<number, Place>();
    const ranges = new Map<number, ReadRange>();
    for (const [partition, place] of known) {
      const { low, high } = offsets.get(partition) ?? { low: 0n, high: 0n };
      if (place?.clusterId === clusterId && BigInt(place.offset) + 1n === high) continue;
      ends.set(partition, { clusterId, offset: String(high) });
      ranges.set(partition, { from: low < high ? high - 1n : high, to: high });
    }
    const lasts = await this.lastOfOurs(ranges);
    // What lies at the end may be unreadable, or somebody else's: then what is ours lies before it.
    const before = [...ranges]
      .filter(([partition, { from, to }]) => from < to && !lasts.has(partition))
      .map(([partition, { to }]): [number, ReadRange] => {
        const { low } = offsets.get(partition)!;
        return [partition, { from: to - LOOK_BACK > low ? to - LOOK_BACK : low, to }];
      });
    for (const [p, last] of await this.lastOfOurs(new Map(before))) lasts.set(p, last);
    const tails = [...ends].map(([p, next]): [number, Tail] => {
      return [p, { last: lasts.get(p) ?? null, next }];
    });
    return new Map(tails);
  }

  /** By partition the last record of ours in a range; absent where there is none. */
  private async lastOfOurs(ranges: ReadonlyMap<number, ReadRange>) {
    const lasts = new Map<number, NonNullable<Tail['last']>>();
    await readRanges(this.kafka, {
      topic: this.topic,
      groupPrefix: `${this.prefix}allocator-tail-`,
      ranges,
      onMessage: (partition, message) => {
        const { logged } = readRecord(partition, message);
        if (logged) lasts.set(partition, { seq: logged.event.seq, hash: logged.hash });
      },
    });
    return lasts;
  }

  private refusalOf(messages: readonly Message[], cause: unknown): TransportError {
    const [first] = messages;
    const { message } = cause as Error;
    const size = messages.length === 1 ? `a record of ${recordBytes(first!)} bytes` : 'a batch';
    const said = `topic ${this.topic} does not take ${size} (${message.trim()})`;
    const wayOut = 'raise its max.message.bytes; what waits is then sent by itself';
    return new TransportError('EVENT_REFUSED', `${said}: ${wayOut}`, { cause });
  }

  subscribe(subscriber: Subscriber<LoggedEvent>): Promise<Subscription> {
    const subscription = new KafkaSubscription(this.kafka, subscriber, {
      topic: this.topic,
      groupId: `${this.prefix}allocator.${subscriber.group}`,
      sessionTimeoutMs: this.options.sessionTimeoutMs ?? SESSION_MS,
      onPassedOver: this.options.onPassedOver,
    });
    this.subscriptions.add(subscription);
    subscription.start();
    return Promise.resolve(subscription);
  }

  private async connect(): Promise<Connected> {
    const { clusterId } = await withAdmin(this.kafka, (admin) => admin.describeCluster());
    return { producer: await connectProducer(this.kafka, AS_TOLD), clusterId };
  }

  async close(): Promise<void> {
    await Promise.all([...this.subscriptions].map((subscription) => subscription.stop()));
    await this.reset();
  }
}

function unconfirmed(error: unknown): TransportError {
  const message = `Kafka did not confirm a send: ${(error as Error).message}`;
  return new TransportError('OUTCOME_UNKNOWN', message, { cause: error });
}

interface Connected {
  readonly producer: Producer;
  readonly clusterId: string;
}

/** Where the messages of one partition lie after a send. */
function placesOf(
  { partition, baseOffset }: RecordMetadata,
  messages: readonly Message[],
  clusterId: string,
): Published {
  const first = baseOffset ?? '0';
  const sent = messages.filter((message) => message.partition === partition).length;
  const last = String(BigInt(first) + BigInt(sent) - 1n);
  return { first: { clusterId, offset: first }, last: { clusterId, offset: last } };
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
        const more = recordBytes(record);
        if (bytes > 0 && bytes + more > SEND_MAX_BYTES) break;
        bytes += more;
        messages.push(record);
        batch.next++;
      }
    }
    if (messages.length === 0) return;
    yield messages;
  }
}
