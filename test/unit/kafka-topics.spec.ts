import { describe, expect, test } from '@jest/globals';
import kafkajs from 'kafkajs';
import type { Admin } from 'kafkajs';
import { createTopic } from '../../libs/kafka/src/topics.js';

const brokerSays = (type: string) =>
  new kafkajs.KafkaJSProtocolError(Object.assign(new Error(type), { type, retriable: true }));

/** A cluster whose controller is faster than its brokers; what they answer is taken in turn. */
function clusterThatSays(
  ...answers: readonly (Error | number)[]
): Pick<Admin, 'createTopics' | 'fetchTopicOffsets'> {
  const left = [...answers];
  return {
    createTopics: () => Promise.resolve(true),
    fetchTopicOffsets: () => {
      const answer = left.shift();
      if (typeof answer !== 'number') return Promise.reject(answer ?? new Error('asked in vain'));
      const partitions = Array.from({ length: answer }, (_, partition) => {
        return { partition, offset: '0', high: '0', low: '0' };
      });
      return Promise.resolve(partitions);
    },
  };
}

describe('a topic that was just made', () => {
  test.each(['UNKNOWN_TOPIC_OR_PARTITION', 'LEADER_NOT_AVAILABLE', 'NOT_LEADER_FOR_PARTITION'])(
    'is waited for while a broker says %s',
    async (type) => {
      const cluster = clusterThatSays(brokerSays(type), brokerSays(type), 4);
      expect(await createTopic(cluster, 'log', 4)).toBe(4);
    },
  );

  test('is not waited for when something else is wrong', async () => {
    const cluster = clusterThatSays(brokerSays('TOPIC_AUTHORIZATION_FAILED'), 4);
    await expect(createTopic(cluster, 'log', 4)).rejects.toThrow('TOPIC_AUTHORIZATION_FAILED');
  });
});
