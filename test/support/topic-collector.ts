import { randomUUID } from 'node:crypto';
import kafkajs from 'kafkajs';
import type { KafkaMessage } from 'kafkajs';
import { until } from './until.js';

const { Kafka, logLevel } = kafkajs;

/** A client of the cluster that is none of ours, as a booking system would have. */
export function outsideKafka(brokers: readonly string[]) {
  return new Kafka({ brokers: [...brokers], logLevel: logLevel.NOTHING });
}

/** Reads a topic from its beginning until it has given `count` messages; resolves with those. */
export async function collect(
  brokers: readonly string[],
  topic: string,
  count: number,
): Promise<KafkaMessage[]> {
  await makeTopic(brokers, topic);
  const kafka = outsideKafka(brokers);
  const consumer = kafka.consumer({ groupId: randomUUID(), maxWaitTimeInMs: 100 });
  const messages: KafkaMessage[] = [];
  await consumer.connect();
  await consumer.subscribe({ topics: [topic], fromBeginning: true });
  await new Promise<void>((done, failed) => {
    const eachMessage = ({ message }: { message: KafkaMessage }): Promise<void> => {
      messages.push(message);
      if (messages.length === count) done();
      return Promise.resolve();
    };
    consumer.run({ eachMessage }).catch(failed);
  });
  await consumer.disconnect();
  return messages;
}

/** The service makes its topics some time after it starts; a test that cannot wait makes them first. */
export async function makeTopic(brokers: readonly string[], topic: string): Promise<void> {
  const admin = outsideKafka(brokers).admin();
  await admin.connect();
  try {
    await admin.createTopics({ topics: [{ topic, numPartitions: 4 }], waitForLeaders: false });
    // The controller answers before the broker hosts what it made.
    await until(async () => {
      const found = await admin.fetchTopicMetadata({ topics: [topic] }).catch(() => null);
      return found?.topics[0]?.partitions.every(({ leader }) => leader >= 0) ?? false;
    });
  } finally {
    await admin.disconnect();
  }
}
