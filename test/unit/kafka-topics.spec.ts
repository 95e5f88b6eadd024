import { describe, expect, test } from '@jest/globals';
import kafkajs from 'kafkajs';
import type { Admin } from 'kafkajs';
import { createTopic } from '../../libs/kafka/src/topics.js';

const unknownTopic = () =>
  new kafkajs.KafkaJSProtocolError(
    Object.assign(new Error('This server does not host this topic-partition'), {
      type: 'UNKNOWN_TOPIC_OR_PARTITION',
      code: 3,
      retriable: true,
    }),
  );

/** A cluster whose controller is faster than its brokers; what they answer is taken in turn. */
function clusterThatSays(
  ...answers: readonly (Error | number)[]
): Pick<Admin, 'createTopics' | 'fetchTopicMetadata'> {
  const left = [...answers];
  return {
    createTopics: () => Promise.resolve(true),
    fetchTopicMetadata: () => {
      const answer = left.shift();
      if (typeof answer !== 'number') return Promise.reject(answer ?? new Error('asked in vain'));
      const partitions = Array.from({ length: answer }, (_, partitionId) => {
        return { partitionId, partitionErrorCode: 0, leader: 1, replicas: [1], isr: [1] };
      });
      return Promise.resolve({ topics: [{ name: 'log', partitions }] });
    },
  };
}

describe('a topic that was just made', () => {
  test('is waited for while its broker has not heard of it', async () => {
    const cluster = clusterThatSays(unknownTopic(), unknownTopic(), 4);
    expect(await createTopic(cluster, 'log', 4)).toBe(4);
  });

  test('is not waited for when something else is wrong', async () => {
    const cluster = clusterThatSays(new Error('not for you'), 4);
    await expect(createTopic(cluster, 'log', 4)).rejects.toThrow('not for you');
  });
});
