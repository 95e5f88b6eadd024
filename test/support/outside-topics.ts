import kafkajs from 'kafkajs';
import type { Admin } from 'kafkajs';
import { createTopic } from '../../libs/kafka/src/topics.js';
import { outsideKafka } from './topic-collector.js';

const { ConfigResourceTypes } = kafkajs;

export async function withOutsideAdmin<T>(
  brokers: readonly string[],
  task: (admin: Admin) => Promise<T>,
): Promise<T> {
  const admin = outsideKafka(brokers).admin();
  await admin.connect();
  try {
    return await task(admin);
  } finally {
    await admin.disconnect();
  }
}

/** Makes a topic as an operator does who has other ideas than the service, or changes one. */
export async function setTopic(
  brokers: readonly string[],
  topic: string,
  settings: Readonly<Record<string, string>>,
  partitions = 4,
): Promise<void> {
  await withOutsideAdmin(brokers, async (admin) => {
    await createTopic(admin, topic, partitions);
    // What is not said here goes back to the broker's own.
    const all = { 'max.message.bytes': '4194304', ...settings };
    const configEntries = Object.entries(all).map(([name, value]) => ({ name, value }));
    await admin.alterConfigs({
      validateOnly: false,
      resources: [{ type: ConfigResourceTypes.TOPIC, name: topic, configEntries }],
    });
  });
}
