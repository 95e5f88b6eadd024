import { TransportError } from '#event-sourcing';
import type { Admin } from 'kafkajs';

const RETENTION_MS = 7 * 24 * 60 * 60 * 1_000;
/** A record batch of the topic, in bytes; one large event must fit. */
const MESSAGE_MAX_BYTES = 4 * 1024 * 1024;

/**
 * Creates the topic of the log unless it exists. An existing one must have the same number of
 * partitions, because a venue's partition would not be the log's any more: `TOPIC_MISMATCH`, for
 * people to decide.
 */
export async function ensureTopic(admin: Admin, topic: string, partitions: number): Promise<void> {
  await createTopic(admin, topic, partitions);
  const { topics } = await admin.fetchTopicMetadata({ topics: [topic] });
  const found = topics[0]?.partitions.length ?? 0;
  if (found === partitions) return;
  throw new TransportError(
    'TOPIC_MISMATCH',
    `topic ${topic} has ${found} partitions, the log has ${partitions}: use the topic that belongs ` +
      'to this log, or delete it and let the relay fill it again',
  );
}

/** Creates a topic unless it exists, with whatever number of partitions it then has. */
export async function createTopic(admin: Admin, topic: string, partitions: number): Promise<void> {
  await admin.createTopics({
    waitForLeaders: true,
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
}
