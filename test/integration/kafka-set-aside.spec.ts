import { createHash, randomBytes, randomUUID } from 'node:crypto';
import { afterEach, beforeEach, describe, expect, test } from '@jest/globals';
import type { CommandOutcome } from '#contracts';
import {
  COMMANDS_DLQ_TOPIC,
  COMMANDS_TOPIC,
  COMPRESSIONS,
  KafkaCommandStream,
  REPLIES_TOPIC,
} from '#kafka';
import type { CommandStreamOptions, HandledRecord } from '#kafka';
import type { KafkaMessage } from 'kafkajs';
import { sharedBrokers } from '../support/kafka-broker.js';
import { setTopic } from '../support/outside-topics.js';
import { collect, outsideKafka, recordsIn } from '../support/topic-collector.js';
import { until } from '../support/until.js';

const PARTITIONS = 2;
const brokers = sharedBrokers();

describe('what a topic of answers does not take', () => {
  let topicPrefix: string;
  let streams: KafkaCommandStream[];
  const lost: unknown[] = [];

  beforeEach(() => {
    topicPrefix = `${randomUUID()}.`;
    streams = [];
    lost.length = 0;
  });
  afterEach(() => Promise.all(streams.map((stream) => stream.stop())));

  function stream(handle: CommandStreamOptions['handle']): KafkaCommandStream {
    const onError = (error: unknown): void => void lost.push(error);
    const made = new KafkaCommandStream({
      ...{ brokers, topicPrefix, partitions: PARTITIONS, handle, onError },
    });
    streams.push(made);
    made.start();
    return made;
  }

  async function produce(values: readonly Buffer[], compression = 0): Promise<void> {
    const producer = outsideKafka(brokers).producer();
    await producer.connect();
    for (const value of values) {
      const messages = [{ key: 'venue', value, partition: 1, headers: { sender: 'a desk' } }];
      await producer.send({ topic: topicPrefix + COMMANDS_TOPIC, messages, compression });
    }
    await producer.disconnect();
  }

  const lettersIn = async (count: number): Promise<KafkaMessage[]> =>
    collect(brokers, topicPrefix + COMMANDS_DLQ_TOPIC, count);
  const header = ({ headers }: KafkaMessage, name: string): string => String(headers![name]);

  function outcome(commandId: string, padding: number): CommandOutcome {
    const message = 'x'.repeat(padding);
    return {
      ...{ commandId, status: 'rejected', duplicate: false, events: [], contextVersion: 'v' },
      rejection: {
        ...{ code: 'TABLE_CONFLICT', message, checks: [], blockers: [], alternatives: [] },
      },
      warnings: [],
    };
  }

  test('a dead letter arrives whole where it fits, and otherwise with place, length and hash', async () => {
    await setTopic(brokers, topicPrefix + COMMANDS_TOPIC, {}, PARTITIONS);
    await setTopic(
      brokers,
      topicPrefix + COMMANDS_DLQ_TOPIC,
      { 'max.message.bytes': '20000' },
      PARTITIONS,
    );
    const values = [Buffer.from('small'), randomBytes(30_000), Buffer.from('last')];
    const junk = stream((given) =>
      Promise.resolve(given.map((): HandledRecord => ({ outcome: null, unreadable: 'junk' }))),
    );
    await produce(values);
    const letters = await lettersIn(3);
    expect(letters.map((letter) => header(letter, 'truncated'))).toEqual([
      'false',
      'true',
      'false',
    ]);
    letters.forEach((letter, i) => {
      const value = values[i]!;
      expect(header(letter, 'source-topic')).toBe(topicPrefix + COMMANDS_TOPIC);
      expect([header(letter, 'source-partition'), header(letter, 'source-offset')]).toEqual([
        '1',
        String(i),
      ]);
      expect(header(letter, 'value-bytes')).toBe(String(value.length));
      expect(header(letter, 'value-sha256')).toBe(createHash('sha256').update(value).digest('hex'));
      expect(header(letter, 'error')).toBe('junk');
    });
    expect(letters[1]!.value!.equals(values[1]!.subarray(0, 1_024))).toBe(true);
    expect(header(letters[0]!, 'sender')).toBe('a desk');
    expect(letters[0]!.value!.equals(values[0]!)).toBe(true);
    await until(() => junk.status().setAside === 3);
    expect(lost).toEqual([]);
  });

  test('replies are divided, none comes twice, and one that is too large says where to read it', async () => {
    await setTopic(brokers, topicPrefix + COMMANDS_TOPIC, {}, PARTITIONS);
    await setTopic(
      brokers,
      topicPrefix + REPLIES_TOPIC,
      { 'max.message.bytes': '60000' },
      PARTITIONS,
    );
    const ids = Array.from({ length: 40 }, () => randomUUID());
    const large = ids[17]!;
    const answered = stream((values) =>
      Promise.resolve(
        values.map((value): HandledRecord => {
          const id = String(value);
          return { outcome: outcome(id, id === large ? 100_000 : 9_000), unreadable: null };
        }),
      ),
    );
    await produce(ids.map((id) => Buffer.from(id)));
    const replies = (await collect(brokers, topicPrefix + REPLIES_TOPIC, ids.length)).map(
      ({ value }) => JSON.parse(String(value)) as CommandOutcome,
    );
    expect(replies.map(({ commandId }) => commandId).sort()).toEqual([...ids].sort());
    expect(replies.filter(({ abridged }) => abridged)).toMatchObject([
      {
        commandId: large,
        status: 'rejected',
        rejection: { code: 'TABLE_CONFLICT' },
        abridged: { path: `/api/commands/${large}` },
      },
    ]);
    await until(() => answered.status().handled === ids.length);
    expect(await recordsIn(brokers, topicPrefix + REPLIES_TOPIC)).toBe(ids.length);
    expect(lost).toEqual([]);
  });

  test.each(COMPRESSIONS)('records in %s are taken, in order, junk or not', async (name) => {
    await setTopic(brokers, topicPrefix + COMMANDS_TOPIC, {}, PARTITIONS);
    const taken: string[] = [];
    stream((values) => {
      taken.push(...values.map(String));
      return Promise.resolve(values.map(() => ({ outcome: null, unreadable: 'junk' })));
    });
    const values = Array.from({ length: 5 }, (_, i) => Buffer.from(`${name} ${i} `.repeat(500)));
    await produce(values, COMPRESSIONS.indexOf(name));
    await until(() => taken.length === 5);
    expect(taken).toEqual(values.map(String));
  });
});
