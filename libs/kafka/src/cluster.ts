import { TransportError } from '#event-sourcing';
import { Kafka, logLevel } from 'kafkajs';
import type { Admin, SASLOptions } from 'kafkajs';
import {
  ANSWER_MS_MAX,
  CONNECT_MS_MAX,
  EXCHANGE_MS_MAX,
  letGo,
  unavailable,
  within,
} from './bounded.js';
import type { Compression } from './codecs/index.js';
import { mendFetch } from './fetch/decode-fetch.js';

/** How to reach a Kafka cluster, and which topics in it are ours. */
export interface KafkaClusterOptions {
  /** `host:port` of some brokers. */
  readonly brokers: readonly string[];
  readonly clientId?: string;
  readonly ssl?: boolean;
  /** Absent or null where the brokers ask nobody who they are. */
  readonly sasl?: SASLOptions | null;
  /** Put before every topic and group, so that environments may share a cluster. */
  readonly topicPrefix?: string;
  /** Of what we send; everything is read, however it is compressed. Absent: `none`. */
  readonly compression?: Compression;
}

/** Offsets of a partition: `[low, high)` is there. */
export interface OffsetRange {
  readonly low: bigint;
  readonly high: bigint;
}

/**
 * A client that gives up after a few tries: the loops above it retry for ever, say why, and start
 * from a new connection each time. For the same reason it does not log.
 */
export function kafkaClient(options: KafkaClusterOptions): Kafka {
  mendFetch();
  return new Kafka({
    brokers: [...options.brokers],
    clientId: options.clientId ?? 'allocator',
    ssl: options.ssl ?? false,
    ...(options.sasl ? { sasl: options.sasl } : {}),
    connectionTimeout: 3_000,
    requestTimeout: ANSWER_MS_MAX,
    retry: { initialRetryTime: 100, maxRetryTime: 1_000, retries: 3 },
    logLevel: logLevel.NOTHING,
  });
}

/** Runs `task` with a connected admin client; a failure is `TRANSPORT_UNAVAILABLE`. */
export async function withAdmin<T>(kafka: Kafka, task: (admin: Admin) => Promise<T>): Promise<T> {
  const admin = kafka.admin();
  try {
    await within(CONNECT_MS_MAX, admin.connect());
    return await within(EXCHANGE_MS_MAX, task(admin));
  } catch (error) {
    throw error instanceof TransportError ? error : unavailable(error);
  } finally {
    await letGo(admin);
  }
}

export async function offsetRanges(
  admin: Admin,
  topic: string,
): Promise<ReadonlyMap<number, OffsetRange>> {
  const offsets = await admin.fetchTopicOffsets(topic);
  return new Map(
    offsets.map(({ partition, low, high }) => [
      partition,
      { low: BigInt(low), high: BigInt(high) },
    ]),
  );
}
