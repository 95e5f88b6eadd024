import { randomUUID } from 'node:crypto';
import { afterEach, beforeEach, describe, expect, test } from '@jest/globals';
import type { LoggedEvent } from '#contracts';
import { Relay } from '#event-sourcing';
import type { LogReader, RelayOptions } from '#event-sourcing';
import { COMPRESSIONS, EVENTS_TOPIC, KafkaTransport, readTopic } from '#kafka';
import type { Compression } from '#kafka';
import { alertSamples, PostgresLeaseStore } from '#postgres';
import { createDatabase } from '../support/database.js';
import type { TestDatabase } from '../support/database.js';
import { EventLog } from '../support/event-log.js';
import { sharedBrokers } from '../support/kafka-broker.js';
import { setTopic } from '../support/outside-topics.js';
import { outsideKafka } from '../support/topic-collector.js';
import { upTo } from '../support/transport-contract.js';
import { until } from '../support/until.js';

const PARTITIONS = 4;
const brokers = sharedBrokers();

describe('a relay', () => {
  let database: TestDatabase;
  let log: EventLog;
  let leases: PostgresLeaseStore;
  let topicPrefix: string;
  let ends: (() => Promise<void>)[];

  beforeEach(async () => {
    database = await createDatabase();
    log = new EventLog(database.pool, PARTITIONS);
    leases = new PostgresLeaseStore(database.pool, PARTITIONS);
    topicPrefix = `${randomUUID()}.`;
    ends = [];
  });
  afterEach(async () => {
    for (const end of ends.reverse()) await end();
    await database.drop();
  });

  function transportOf(compression: Compression = 'none'): KafkaTransport {
    const options = { brokers, topicPrefix, partitions: PARTITIONS, compression };
    const transport = new KafkaTransport(options);
    ends.push(() => transport.close());
    return transport;
  }

  function relayOf(more: Partial<RelayOptions<LoggedEvent>> = {}): Relay<LoggedEvent> {
    const parts = { log: log.reader, leases, transport: transportOf() };
    const relay = new Relay({ owner: 'a', ...parts, pollMs: 50, checkMs: 200, ...more });
    ends.push(() => relay.stop());
    relay.start();
    return relay;
  }

  async function seqs(): Promise<Map<number, number[]>> {
    const found = new Map<number, number[]>();
    for await (const { partition, logged } of readTopic({ brokers, topicPrefix })) {
      if (logged) found.set(partition, [...(found.get(partition) ?? []), logged.event.seq]);
    }
    return new Map([...found].sort());
  }

  /** The log, in which one event is larger than it is. */
  function withLarge(partition: number, seq: number, bytes: number): LogReader<LoggedEvent> {
    return {
      heads: () => log.reader.heads(),
      read: async (...args) => {
        const events = await log.reader.read(...args);
        return events.map((logged) => {
          const { event } = logged;
          if (event.partition !== partition || event.seq !== seq) return logged;
          const data = { ...event.data, padding: 'x'.repeat(bytes) };
          return { ...logged, event: { ...event, data } } as LoggedEvent;
        });
      },
    };
  }

  const halted = alertOf('allocator.relay_halted');
  function alertOf(name: string): () => Promise<number | null> {
    return () =>
      alertSamples({ queryable: database.pool, partitions: PARTITIONS, telemetry: 't' }).get(
        name,
      )!();
  }

  test('that meets an event too large for its topic goes on with all other partitions, names it, and goes on when the topic is mended', async () => {
    const topic = topicPrefix + EVENTS_TOPIC;
    await setTopic(brokers, topic, { 'max.message.bytes': '50000' });
    await log.appendEverywhere(30);
    const relay = relayOf({ log: withLarge(2, 11, 100_000) });
    for (const p of [0, 1, 3]) await relay.reached(p, 30);
    await relay.reached(2, 10);
    await until(() => relay.status().halted.size === 1);
    const why = relay.status().halted.get(2) as Error & { code: string };
    expect(why.code).toBe('EVENT_REFUSED');
    const [event] = await log.reader.read(2, 10, 1);
    expect(why.message).toContain(
      `partition 2 cannot go on before seq 11: event ${event!.event.id}`,
    );
    expect(why.message).toContain(`topic ${topic} does not take a record of 10`);
    expect(relay.status().concerns).toEqual([
      expect.stringMatching(
        /takes 50000 bytes at most, and needs \d+: raise its max.message.bytes/,
      ),
    ]);
    await until(async () => (await halted()) === 1);
    // It stands while it is tried again and again, and the others go on.
    await log.appendEverywhere(5);
    relay.wake();
    for (const p of [0, 1, 3]) await relay.reached(p, 35);
    expect([...(await seqs())]).toEqual([
      [0, upTo(35)],
      [1, upTo(35)],
      [2, upTo(10)],
      [3, upTo(35)],
    ]);

    await setTopic(brokers, topic, { 'max.message.bytes': '4194304' });
    await relay.reached(2, 35);
    await until(() => relay.status().halted.size === 0);
    await until(() => relay.status().concerns.length === 0);
    await until(async () => (await halted()) === 0);
    expect((await seqs()).get(2)).toEqual(upTo(35));
  });

  test('whose topic takes less than a page of small events sends less at once', async () => {
    await setTopic(brokers, topicPrefix + EVENTS_TOPIC, { 'max.message.bytes': '4000' });
    await log.appendEverywhere(40);
    const relay = relayOf();
    for (let p = 0; p < PARTITIONS; p++) await relay.reached(p, 40);
    expect([...(await seqs()).values()]).toEqual(Array.from({ length: 4 }, () => upTo(40)));
    expect(relay.status().halted.size).toBe(0);
  });

  test.each(COMPRESSIONS)(
    'that compresses with %s fills a topic that compresses with zstd, goes on after a crash between publish and cursor',
    async (name) => {
      await setTopic(brokers, topicPrefix + EVENTS_TOPIC, { 'compression.type': 'zstd' });
      await log.appendEverywhere(20);
      const transport = transportOf(name);
      // A process that published and died before it could say so.
      const events = await log.reader.read(1, 0, 12);
      await transport.publish([{ partition: 1, epoch: 1, events }]);
      const relay = relayOf({ transport });
      for (let p = 0; p < PARTITIONS; p++) await relay.reached(p, 20);
      expect([...(await seqs()).values()]).toEqual(Array.from({ length: 4 }, () => upTo(20)));
      expect(relay.status()).toMatchObject({ state: 'relaying', error: null, concerns: [] });
    },
  );

  test('that finds junk at the end of its topic finds its own last record before it', async () => {
    const transport = transportOf();
    await transport.ensureTopics();
    await log.appendEverywhere(3);
    const events = await log.reader.read(1, 0, 3);
    await transport.publish([{ partition: 1, epoch: 1, events }]);
    const producer = outsideKafka(brokers).producer();
    await producer.connect();
    const junk = { value: 'junk', partition: 1 };
    await producer.send({ topic: topicPrefix + EVENTS_TOPIC, messages: [junk, junk] });
    await producer.disconnect();
    const relay = relayOf();
    for (let p = 0; p < PARTITIONS; p++) await relay.reached(p, 3);
    expect((await seqs()).get(1)).toEqual(upTo(3));
  });
});
