import { TransportError } from '#event-sourcing';
import type { Admin } from 'kafkajs';
import { setTimeout as sleep } from 'node:timers/promises';

const RETENTION_MS = 7 * 24 * 60 * 60 * 1_000;
/** A record batch of the topic, in bytes; one large event must fit. */
const MESSAGE_MAX_BYTES = 4 * 1024 * 1024;
/** Longest that a broker may take to host what the controller has made. */
const HOSTED_MS_MAX = 10_000;
const LOOK_MS = 50;

/**
 * Creates the topic of the log unless it exists. An existing one must have the same number of
 * partitions, because a venue's partition would not be the log's any more: `TOPIC_MISMATCH`, for
 * people to decide.
 */
export async function ensureTopic(admin: Admin, topic: string, partitions: number): Promise<void> {
  const found = await createTopic(admin, topic, partitions);
  if (found === partitions) return;
  throw new TransportError(
    'TOPIC_MISMATCH',
    `topic ${topic} has ${found} partitions, the log has ${partitions}: use the topic that belongs ` +
      'to this log, or delete it and let the relay fill it again',
  );
}

/**
 * Creates a topic unless it exists. Resolves, once a broker hosts it, with the number of partitions
 * that it has, whatever was asked for.
 */
export async function createTopic(
  admin: Pick<Admin, 'createTopics' | 'fetchTopicMetadata'>,
  topic: string,
  partitions: number,
): Promise<number> {
  await admin.createTopics({
    waitForLeaders: false,
    topics: [
      {
        topic,
        numPartitions: partitions,
        configEntries: [
          { name: 'cleanup.policy', value: 'delete' },
          { name: 'retention.ms', value: String(RETENTION_MS) },
          { name: 'max.message.bytes', value: String(MESSAGE_MAX_BYTES) },
        ],
      },
    ],
  });
  return hostedPartitions(admin, topic);
}

/**
 * The controller answers before the brokers host what it made, and a broker that does not know of
 * it yet says that there is no such topic. kafkajs, told to wait for leaders, takes that for the
 * end.
 */
async function hostedPartitions(
  admin: Pick<Admin, 'fetchTopicMetadata'>,
  topic: string,
): Promise<number> {
  const deadline = performance.now() + HOSTED_MS_MAX;
  for (;;) {
    try {
      const { topics } = await admin.fetchTopicMetadata({ topics: [topic] });
      return topics[0]?.partitions.length ?? 0;
    } catch (error) {
      const { type } = error as { type?: unknown };
      if (type !== 'UNKNOWN_TOPIC_OR_PARTITION' || performance.now() > deadline) throw error;
    }
    await sleep(LOOK_MS);
  }
}
