import type { LoggedEvent } from '#contracts';
import type { KafkaClusterOptions } from './cluster.js';
import { KafkaTransport } from './kafka-transport.js';

/** Where replayed events are published again. */
export interface TopicSink {
  /** A page of events, all of one log partition. */
  readonly send: (events: readonly LoggedEvent[]) => Promise<void>;
  readonly close: () => Promise<void>;
}

/**
 * A topic that a replay fills with the records of the events topic; made with the log's number of
 * partitions where it does not exist.
 * @throws TransportError
 */
export async function openTopicSink(
  cluster: KafkaClusterOptions,
  topic: string,
  partitions: number,
): Promise<TopicSink> {
  const transport = new KafkaTransport({ ...cluster, topic, partitions });
  try {
    await transport.ensureTopics();
  } catch (error) {
    await transport.close();
    throw error;
  }
  const send = async (events: readonly LoggedEvent[]): Promise<void> => {
    const { partition } = events[0]!.event;
    // No lease is behind it, which epoch 0 says.
    await transport.publish([{ partition, epoch: 0, events }]);
  };
  return { send, close: () => transport.close() };
}
