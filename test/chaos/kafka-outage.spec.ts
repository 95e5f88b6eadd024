import { randomUUID } from 'node:crypto';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from '@jest/globals';
import { Relay } from '#event-sourcing';
import { KafkaTransport, readTopic } from '#kafka';
import { PostgresLeaseStore } from '#postgres';
import { CollectingSubscriber } from '../support/collecting-subscriber.js';
import { FaultyProxy } from '../support/faulty-proxy.js';
import { createDatabase } from '../support/database.js';
import type { TestDatabase } from '../support/database.js';
import { EventLog } from '../support/event-log.js';
import { freePort, startBroker } from '../support/kafka-broker.js';
import type { Broker } from '../support/kafka-broker.js';
import { upTo } from '../support/transport-contract.js';

const PARTITIONS = 4;

describe('when Kafka fails', () => {
  let proxy: FaultyProxy;
  let broker: Broker;
  let database: TestDatabase;
  let log: EventLog;
  let topicPrefix: string;
  let ends: (() => Promise<void>)[];

  beforeAll(async () => {
    const port = await freePort();
    proxy = await FaultyProxy.to(port);
    broker = await startBroker({ port, advertisedPort: proxy.port });
  });
  afterAll(async () => {
    await broker.stop();
    await proxy.stop();
  });

  beforeEach(async () => {
    database = await createDatabase();
    log = new EventLog(database.pool, PARTITIONS);
    topicPrefix = `${randomUUID()}.`;
    ends = [];
  });
  afterEach(async () => {
    for (const end of ends.reverse()) await end();
    await database.drop();
  });

  const cluster = () => ({ brokers: [`127.0.0.1:${proxy.port}`], topicPrefix });

  function transportOf(): KafkaTransport {
    const transport = new KafkaTransport({
      ...cluster(),
      partitions: PARTITIONS,
      sessionTimeoutMs: 6_000,
    });
    ends.push(() => transport.close());
    return transport;
  }

  function relayOver(transport: KafkaTransport) {
    const leases = new PostgresLeaseStore(database.pool, PARTITIONS);
    const parts = { owner: randomUUID(), log: log.reader, leases, transport };
    const relay = new Relay({ ...parts, pageMax: 10, pollMs: 50, retryMaxMs: 500 });
    ends.push(() => relay.stop());
    relay.start();
    return relay;
  }

  async function seqsInTopic(): Promise<Map<number, number[]>> {
    const seqs = new Map<number, number[]>();
    for await (const { partition, logged } of readTopic(cluster())) {
      seqs.set(partition, [...(seqs.get(partition) ?? []), logged!.event.seq]);
    }
    return new Map([...seqs].sort());
  }

  const everywhere = (n: number) =>
    new Map(Array.from({ length: PARTITIONS }, (_, p) => [p, upTo(n)]));

  /** Resolves when the transport's next publish has failed. */
  function nextReset(transport: KafkaTransport): Promise<void> {
    const reset = transport.reset.bind(transport);
    return new Promise((resolve) => {
      transport.reset = async () => {
        transport.reset = reset;
        await reset();
        resolve();
      };
    });
  }

  test('a send whose answer was lost is found in the topic and not sent again', async () => {
    const transport = transportOf();
    const relay = relayOver(transport);
    await log.appendEverywhere(1);
    for (let p = 0; p < PARTITIONS; p++) await relay.reached(p, 1);

    const failed = nextReset(transport);
    const cuts = proxy.cuts;
    proxy.be('cut answers');
    await log.append(0, 7);
    relay.wake();
    await failed;
    proxy.be('pass');
    expect(proxy.cuts).toBeGreaterThan(cuts);

    await relay.reached(0, 8);
    await log.append(0, 2);
    await relay.reached(0, 10);
    expect((await seqsInTopic()).get(0)).toEqual(upTo(10));
  });

  test('a broker that dies under load and returns has every event once, in order', async () => {
    const relay = relayOver(transportOf());
    const projected = new CollectingSubscriber(randomUUID());
    const reading = await transportOf().subscribe(projected);
    await reading.ready;
    await log.appendEverywhere(50);
    await relay.reached(PARTITIONS - 1, 20);

    await broker.kill();
    await log.appendEverywhere(50);
    relay.wake();
    await broker.restart();
    await log.appendEverywhere(50);
    for (let p = 0; p < PARTITIONS; p++) await relay.reached(p, 150);
    expect(await seqsInTopic()).toEqual(everywhere(150));
    for (let p = 0; p < PARTITIONS; p++) await projected.reached(p, 150);
    expect(relay.status()).toMatchObject({ state: 'relaying', error: null });
  });

  test('a broker absent at the start is waited for', async () => {
    await broker.kill();
    await log.appendEverywhere(10);
    const transport = transportOf();
    const relay = relayOver(transport);
    const projected = new CollectingSubscriber(randomUUID());
    const reading = await transport.subscribe(projected);
    const unavailable = await transport.ensureTopics().catch((error: unknown) => error);
    expect(unavailable).toMatchObject({ code: 'TRANSPORT_UNAVAILABLE', permanent: false });

    await broker.restart();
    await reading.ready;
    for (let p = 0; p < PARTITIONS; p++) await relay.reached(p, 10);
    for (let p = 0; p < PARTITIONS; p++) await projected.reached(p, 10);
    expect(await seqsInTopic()).toEqual(everywhere(10));
  });
});
