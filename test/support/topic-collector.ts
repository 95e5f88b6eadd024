import { randomUUID } from 'node:crypto';
import kafkajs from 'kafkajs';
import type { KafkaMessage } from 'kafkajs';
import { createTopic } from '../../libs/kafka/src/topics.js';

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

/** How many records a topic has that nothing was ever cut off from. */
export async function recordsIn(brokers: readonly string[], topic: string): Promise<number> {
  const admin = outsideKafka(brokers).admin();
  await admin.connect();
  try {
    const offsets = await admin.fetchTopicOffsets(topic);
    return offsets.reduce((sum, { high }) => sum + Number(high), 0);
  } finally {
    await admin.disconnect();
  }
}

/** The service makes its topics some time after it starts; a test that cannot wait makes them first. */
export async function makeTopic(brokers: readonly string[], topic: string): Promise<void> {
  const admin = outsideKafka(brokers).admin();
  await admin.connect();
  try {
    await createTopic(admin, topic, 4);
  } finally {
    await admin.disconnect();
  }
}
