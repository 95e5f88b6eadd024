import { TransportError } from '#event-sourcing';
import type { Admin } from 'kafkajs';
import { setTimeout as sleep } from 'node:timers/promises';

const RETENTION_MS = 7 * 24 * 60 * 60 * 1_000;
/** A record batch of the topic, in bytes; one large event must fit. */
export const MESSAGE_MAX_BYTES = 4 * 1024 * 1024;
/** Longest that brokers may take to lead what the controller has made. */
const LED_MS_MAX = 10_000;
const LOOK_MS = 50;
/** What a broker says of a partition that it does not lead yet. */
const NOT_YET: ReadonlySet<unknown> = new Set([
  'UNKNOWN_TOPIC_OR_PARTITION',
  'LEADER_NOT_AVAILABLE',
  'NOT_LEADER_FOR_PARTITION',
]);

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
 * Creates a topic unless it exists. Resolves, once brokers lead all its partitions, with their
 * number, whatever was asked for.
 */
export async function createTopic(
  admin: Pick<Admin, 'createTopics' | 'fetchTopicOffsets'>,
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
  return ledPartitions(admin, topic);
}

/**
 * The controller answers before the brokers lead what it made: one that has not heard of the topic
 * says that there is none, and one that has heard may not be its leader yet. kafkajs, told to wait
 * for leaders, takes the first for the end and does not ask about the second. Only a leader gives
 * offsets.
 */
async function ledPartitions(
  admin: Pick<Admin, 'fetchTopicOffsets'>,
  topic: string,
): Promise<number> {
  const deadline = performance.now() + LED_MS_MAX;
  for (;;) {
    try {
      return (await admin.fetchTopicOffsets(topic)).length;
    } catch (error) {
      const { type } = error as { type?: unknown };
      if (!NOT_YET.has(type) || performance.now() > deadline) throw error;
    }
    await sleep(LOOK_MS);
  }
}
