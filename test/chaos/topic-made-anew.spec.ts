import { randomUUID } from 'node:crypto';
import { afterEach, beforeEach, describe, expect, test } from '@jest/globals';
import type { LoggedEvent } from '#contracts';
import { InProcessTransport, Projector, Relay } from '#event-sourcing';
import type { Refill, RelayOptions } from '#event-sourcing';
import { EVENTS_TOPIC, KafkaTransport, readTopic } from '#kafka';
import { PostgresLeaseStore, PostgresProjectionStore, readRelayCursors } from '#postgres';
import type { Admin } from 'kafkajs';
import { createDatabase } from '../support/database.js';
import type { TestDatabase } from '../support/database.js';
import { createTopic } from '../../libs/kafka/src/topics.js';
import { EventLog } from '../support/event-log.js';
import { sharedBrokers } from '../support/kafka-broker.js';
import { outsideKafka } from '../support/topic-collector.js';
import { upTo } from '../support/transport-contract.js';
import { until } from '../support/until.js';

const PARTITIONS = 4;

describe('when the topic is not what it was', () => {
  let database: TestDatabase;
  let log: EventLog;
  let leases: PostgresLeaseStore;
  let topicPrefix: string;
  let admin: Admin;
  let refills: Refill[];
  let counted: Map<string, number>;
  let ends: (() => Promise<void>)[];

  beforeEach(async () => {
    database = await createDatabase();
    log = new EventLog(database.pool, PARTITIONS);
    leases = new PostgresLeaseStore(database.pool, PARTITIONS);
    topicPrefix = `${randomUUID()}.`;
    admin = outsideKafka(sharedBrokers()).admin();
    await admin.connect();
    refills = [];
    counted = new Map();
    ends = [() => admin.disconnect()];
  });
  afterEach(async () => {
    for (const end of ends.reverse()) await end();
    await database.drop();
  });

  function transportOf(prefix = topicPrefix): KafkaTransport {
    const transport = new KafkaTransport({
      brokers: sharedBrokers(),
      topicPrefix: prefix,
      partitions: PARTITIONS,
      sessionTimeoutMs: 6_000,
    });
    ends.push(() => transport.close());
    return transport;
  }

  function relayOf(more: Partial<RelayOptions<LoggedEvent>> = {}): Relay<LoggedEvent> {
    const parts = { log: log.reader, leases, transport: more.transport ?? transportOf() };
    const onRefill = (refill: Refill): void => void refills.push(refill);
    const often = { pollMs: 50, retryMaxMs: 200, checkMs: 60_000 };
    const relay = new Relay({ owner: randomUUID(), ...parts, ...often, onRefill, ...more });
    ends.push(() => relay.stop());
    relay.start();
    return relay;
  }

  /** Counts how often each event is projected. */
  async function projectorOf(deliveryMsMax = 300): Promise<Projector<LoggedEvent, string>> {
    const store = new PostgresProjectionStore<string>(database.pool, (_, ids) => {
      for (const id of ids) counted.set(id, (counted.get(id) ?? 0) + 1);
      return Promise.resolve();
    });
    const projector = new Projector<LoggedEvent, string>({
      projection: 'test',
      rowsOf: ({ event }) => [event.id],
      store,
      log: log.reader,
      transport: transportOf(),
      published: () => readRelayCursors(database.pool),
      deliveryMsMax,
    });
    ends.push(() => projector.stop());
    await projector.start();
    return projector;
  }

  const topic = () => topicPrefix + EVENTS_TOPIC;
  const everywhere = async (
    loop: { reached(partition: number, seq: number): Promise<void> },
    seq: number,
  ): Promise<void> => {
    for (let p = 0; p < PARTITIONS; p++) await loop.reached(p, seq);
  };

  async function deleteTopic(): Promise<void> {
    await admin.deleteTopics({ topics: [topic()] });
    await until(async () => !(await admin.listTopics()).includes(topic()));
  }

  async function makeAnew(): Promise<void> {
    await deleteTopic();
    // The broker may still be taking the old one's files away.
    // Whether we make it or the relay was faster, it is there.
    await until(() =>
      createTopic(admin, topic(), PARTITIONS).then(
        () => true,
        () => false,
      ),
    );
  }

  /** As retention does: what lies before the offsets of now goes. */
  async function loseAll(): Promise<void> {
    const offsets = await admin.fetchTopicOffsets(topic());
    const partitions = offsets.map(({ partition, high }) => ({ partition, offset: high }));
    await admin.deleteTopicRecords({ topic: topic(), partitions });
  }

  async function seqsInTopic(): Promise<number[][]> {
    const found: number[][] = Array.from({ length: PARTITIONS }, () => []);
    for await (const { partition, logged } of readTopic({
      brokers: sharedBrokers(),
      topicPrefix,
    })) {
      found[partition]!.push(logged!.event.seq);
    }
    return found;
  }

  const all = (seqs: number[]) => Array.from({ length: PARTITIONS }, () => seqs);
  const once = (events: number) => Array.from({ length: events * PARTITIONS }, () => 1);

  test('an idle relay finds it made anew, and fills it from the log', async () => {
    const relay = relayOf({ checkMs: 300 });
    const projector = await projectorOf();
    await log.appendEverywhere(20);
    relay.wake();
    await everywhere(projector, 20);
    await makeAnew();
    await until(() => relay.status().refilled === 20 * PARTITIONS);
    await relay.caughtUp();
    expect(await seqsInTopic()).toEqual(all(upTo(20)));
    expect(refills).toHaveLength(PARTITIONS);
    expect(refills[0]).toMatchObject({ fromSeq: 1, toSeq: 20 });

    await log.appendEverywhere(5);
    relay.wake();
    await everywhere(projector, 25);
    expect([...counted.values()]).toEqual(once(25));
  });

  test('one that publishes before it has looked fills it all the same', async () => {
    const relay = relayOf();
    const projector = await projectorOf();
    await log.appendEverywhere(20);
    relay.wake();
    await everywhere(projector, 20);
    await makeAnew();
    await log.appendEverywhere(3);
    relay.wake();
    await everywhere(projector, 23);
    await until(() => relay.status().refilled > 0);
    await everywhere(relay, 23);
    await relay.caughtUp();
    for (const seqs of await seqsInTopic()) {
      // A few may lie before the rest: readers drop what they know.
      expect([...new Set(seqs)].sort((a, b) => a - b)).toEqual(upTo(23));
      expect(seqs.slice(-23)).toEqual(upTo(23));
    }
    expect([...counted.values()]).toEqual(once(23));
  });

  test('what retention took before it was read is read from the log, and nothing sent again', async () => {
    const relay = relayOf();
    await log.appendEverywhere(20);
    relay.wake();
    await everywhere(relay, 20);
    await relay.stop();
    await loseAll();
    // Nothing is in the topic, and nothing comes: who waits for it waits for ever.
    const projector = await projectorOf();
    await everywhere(projector, 20);
    expect(projector.status()).toMatchObject({ state: 'projecting', refilled: 20 * PARTITIONS });

    const next = relayOf();
    await next.caughtUp();
    await log.appendEverywhere(2);
    next.wake();
    await everywhere(projector, 22);
    expect(next.status().refilled).toBe(0);
    expect(await seqsInTopic()).toEqual(all([21, 22]));
    expect([...counted.values()]).toEqual(once(22));
  });

  test('a reader that retention overtakes half-way goes on without a gap', async () => {
    const relay = relayOf();
    const projector = await projectorOf();
    await log.appendEverywhere(10);
    relay.wake();
    await everywhere(projector, 10);
    await projector.stop();
    await log.appendEverywhere(10);
    relay.wake();
    await everywhere(relay, 20);
    await loseAll();
    await log.appendEverywhere(10);
    relay.wake();
    await everywhere(relay, 30);
    await everywhere(await projectorOf(60_000), 30);
    expect([...counted.values()]).toEqual(once(30));
  });

  test('an empty topic elsewhere gets the whole log, also one that was kept without Kafka', async () => {
    const without = new InProcessTransport({ log: log.reader, partitions: PARTITIONS });
    const first = relayOf({ transport: without });
    await log.appendEverywhere(10);
    first.wake();
    await everywhere(first, 10);
    await first.stop();
    const second = relayOf();
    await everywhere(second, 10);
    await second.caughtUp();
    expect(await seqsInTopic()).toEqual(all(upTo(10)));
    await second.stop();

    topicPrefix = `${randomUUID()}.`;
    await log.appendEverywhere(2);
    const third = relayOf();
    await everywhere(third, 12);
    await third.caughtUp();
    expect(await seqsInTopic()).toEqual(all(upTo(12)));
  });

  test('a topic of another log is refused by relay and reader, until it is taken away', async () => {
    const stranger = await createDatabase();
    ends.push(() => stranger.drop());
    const foreign = new EventLog(stranger.pool, PARTITIONS);
    const transport = transportOf();
    await transport.ensureTopics();
    for (let p = 0; p < PARTITIONS; p++) {
      await transport.publish([{ partition: p, epoch: 1, events: await foreign.append(p, 5) }]);
    }
    await log.appendEverywhere(9);
    const relay = relayOf({ checkMs: 300 });
    const projector = await projectorOf();
    await expect(projector.ended).rejects.toMatchObject({ code: 'TOPIC_FOREIGN' });
    expect(projector.status().state).toBe('failed');
    expect(counted.size).toBe(0);
    await until(() => relay.status().halted.size === PARTITIONS);
    expect(relay.status().halted.get(0)).toMatchObject({ code: 'TOPIC_FOREIGN' });
    expect(await seqsInTopic()).toEqual(all(upTo(5)));

    await deleteTopic();
    await everywhere(relay, 9);
    await relay.caughtUp();
    expect(await seqsInTopic()).toEqual(all(upTo(9)));
    await everywhere(await projectorOf(), 9);
    expect([...counted.values()]).toEqual(once(9));
  });
});
