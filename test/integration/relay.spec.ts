import { randomUUID } from 'node:crypto';
import { once } from 'node:events';
import { createServer } from 'node:net';
import type { AddressInfo, Socket } from 'node:net';
import { afterEach, beforeEach, describe, expect, test } from '@jest/globals';
import { Projector, Relay, TransportError } from '#event-sourcing';
import type { RelayOptions } from '#event-sourcing';
import { EVENTS_TOPIC, KafkaTransport, readTopic } from '#kafka';
import { PostgresLeaseStore, PostgresProjectionStore } from '#postgres';
import { Kafka, logLevel } from 'kafkajs';
import type { LoggedEvent } from '#contracts';
import { createDatabase } from '../support/database.js';
import type { TestDatabase } from '../support/database.js';
import { EventLog } from '../support/event-log.js';
import { sharedBrokers } from '../support/kafka-broker.js';
import { upTo } from '../support/transport-contract.js';

const PARTITIONS = 4;

describe('the relay', () => {
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

  function transportOf(): KafkaTransport {
    const transport = new KafkaTransport({
      brokers: sharedBrokers(),
      topicPrefix,
      partitions: PARTITIONS,
    });
    ends.push(() => transport.close());
    return transport;
  }

  function relayOf(owner: string, more: Partial<RelayOptions<LoggedEvent>> = {}) {
    const parts = { log: log.reader, leases, transport: transportOf(), leaseTtlMs: 600 };
    const relay = new Relay({ owner, ...parts, pollMs: 100, ...more });
    ends.push(() => relay.stop());
    relay.start();
    return relay;
  }

  async function topic(): Promise<Map<number, LoggedEvent[]>> {
    const found = new Map<number, LoggedEvent[]>();
    for await (const { partition, logged } of readTopic({
      brokers: sharedBrokers(),
      topicPrefix,
    })) {
      found.set(partition, [...(found.get(partition) ?? []), logged!]);
    }
    return found;
  }

  async function seqsInTopic(): Promise<Map<number, number[]>> {
    return new Map([...(await topic())].map(([p, all]) => [p, all.map(({ event }) => event.seq)]));
  }

  /** As stored instants look when it does. */
  async function clockGoesBack(by: string): Promise<void> {
    for (const table of ['relay_leases', 'relay_members']) {
      await database.pool.query(
        `update ${table} set expires_at = expires_at + $1::interval where owner is not null`,
        [by],
      );
    }
  }

  const everywhere = (n: number) =>
    new Map(Array.from({ length: PARTITIONS }, (_, p) => [p, upTo(n)]));

  test('copies the whole log, and what is recorded later, in order and as it is', async () => {
    await log.appendEverywhere(30);
    const relay = relayOf('a', { pageMax: 7 });
    for (let p = 0; p < PARTITIONS; p++) await relay.reached(p, 30);
    await log.appendEverywhere(5);
    relay.wake();
    for (let p = 0; p < PARTITIONS; p++) await relay.reached(p, 35);

    expect(new Map([...(await seqsInTopic())].sort())).toEqual(everywhere(35));
    expect((await topic()).get(2)).toEqual(await log.reader.read(2, 0, 100));
    expect(relay.status()).toMatchObject({ state: 'relaying', error: null });
    expect([...relay.status().lag.values()]).toEqual([0, 0, 0, 0]);
  });

  test('two processes share the partitions, and the one that stays takes over the rest', async () => {
    // Long enough that neither loses its share to a pause of this machine.
    const patient = { leaseTtlMs: 10_000 };
    const a = relayOf('a', patient);
    await a.caughtUp();
    const b = relayOf('b', patient);
    await log.appendEverywhere(10);
    while (a.partitions.length !== 2 || b.partitions.length !== 2) {
      await Promise.all([a.caughtUp(), b.caughtUp()]);
    }
    expect([...a.partitions, ...b.partitions].sort()).toEqual([0, 1, 2, 3]);
    await log.appendEverywhere(10);
    const [ofA, ofB] = [a.partitions, b.partitions];
    await Promise.all([...ofA.map((p) => a.reached(p, 20)), ...ofB.map((p) => b.reached(p, 20))]);

    await b.stop();
    await log.appendEverywhere(10);
    for (let p = 0; p < PARTITIONS; p++) await a.reached(p, 30);
    expect(new Map([...(await seqsInTopic())].sort())).toEqual(everywhere(30));
  });

  test('a process that vanished is replaced when its leases lapse', async () => {
    expect(await leases.acquire('vanished', 300)).toHaveLength(PARTITIONS);
    await log.appendEverywhere(3);
    const relay = relayOf('a');
    for (let p = 0; p < PARTITIONS; p++) await relay.reached(p, 3);
    const { rows } = await database.pool.query('select distinct owner, epoch from relay_leases');
    expect(rows).toEqual([{ owner: 'a', epoch: 2 }]);
  });

  test('a process that vanished while the clock was ahead is replaced once a lease would have lapsed', async () => {
    await leases.acquire('vanished', 300);
    await clockGoesBack('1 hour');
    await log.appendEverywhere(3);
    const relay = relayOf('a');
    for (let p = 0; p < PARTITIONS; p++) await relay.reached(p, 3);
    const { rows } = await database.pool.query('select distinct owner, epoch from relay_leases');
    expect(rows).toEqual([{ owner: 'a', epoch: 2 }]);
  });

  test('a process that lives keeps its share though its lease lies ahead of a clock that went back', async () => {
    await leases.acquire('alive', 60_000);
    await leases.acquire('other', 60_000);
    const held = await leases.acquire('alive', 60_000);
    await leases.acquire('other', 60_000);
    await clockGoesBack('1 hour');
    expect(await leases.acquire('other', 60_000)).toHaveLength(PARTITIONS / 2);
    expect(await leases.acquire('alive', 60_000)).toEqual(held);
    const { rows } = await database.pool.query(
      `select bool_and(expires_at < clock_timestamp() + interval '2 minutes') as near
         from (select expires_at from relay_leases union all select expires_at from relay_members) _`,
    );
    expect(rows).toEqual([{ near: true }]);
  });

  test('a lease that lies ahead by less than another duration may explain is left alone', async () => {
    await leases.acquire('patient', 50_000);
    expect(await leases.acquire('hasty', 300)).toEqual([]);
    const { rows } = await database.pool.query(
      `select bool_and(expires_at > clock_timestamp() + interval '30 seconds') as far
         from relay_leases`,
    );
    expect(rows).toEqual([{ far: true }]);
  });

  test('however many come and go, every partition has one holder and shares differ by one at most', async () => {
    const many = new PostgresLeaseStore(database.pool, 10);
    const renew = (owners: readonly string[]) =>
      Promise.all(owners.map((owner) => many.acquire(owner, 60_000)));
    for (const owners of [
      ['a'],
      ['a', 'b', 'c'],
      ['a', 'b', 'c', 'd', 'e', 'f', 'g'],
      ['b', 'f'],
    ]) {
      const { rows: present } = await database.pool.query<{ owner: string }>(
        'select owner from relay_members',
      );
      const leaving = present.map(({ owner }) => owner).filter((owner) => !owners.includes(owner));
      await Promise.all(leaving.map((owner) => many.release(owner)));
      // All are known after one renewal, excess is given up in the next and taken in the one after.
      for (let round = 0; round < 3; round++) await renew(owners);
      const held = await renew(owners);
      const sizes = held.map((leases) => leases.length);
      expect(Math.max(...sizes) - Math.min(...sizes)).toBeLessThanOrEqual(1);
      const partitions = held.flat().map((lease) => lease.partition);
      expect(partitions.sort((a, b) => a - b)).toEqual([0, 1, 2, 3, 4, 5, 6, 7, 8, 9]);
    }
  });

  test('a holder that was deposed cannot move the cursor', async () => {
    const [mine] = await leases.acquire('old', 60_000);
    await database.pool.query(`update relay_leases set expires_at = clock_timestamp()`);
    const [theirs] = await leases.acquire('new', 60_000);
    expect(theirs).toEqual({ ...mine, epoch: mine!.epoch + 1 });

    expect(await leases.advance([{ ...mine!, to: 5 }])).toEqual(new Set());
    expect(await leases.advance([{ ...theirs!, to: 5 }])).toEqual(new Set([mine!.partition]));
    // The same move again starts from a cursor that is no longer there.
    expect(await leases.advance([{ ...theirs!, to: 9 }])).toEqual(new Set());
  });

  test('a relay that lost its lease while it published leaves the partition alone', async () => {
    await log.append(0, 10);
    const transport = transportOf();
    const publish = transport.publish.bind(transport);
    let sent!: () => void;
    const published = new Promise<void>((resolve) => (sent = resolve));
    transport.publish = async (batches) => {
      const places = await publish(batches);
      await database.pool.query(`update relay_leases set owner = 'other', epoch = epoch + 1,
                                 expires_at = clock_timestamp() + interval '30 seconds'`);
      sent();
      return places;
    };
    const relay = relayOf('a', { transport });
    await published;
    await relay.caughtUp();
    expect(relay.partitions).not.toContain(0);
    const { rows } = await database.pool.query('select distinct cursor from relay_leases');
    expect(rows).toEqual([{ cursor: 0 }]);
  });

  test('what was published before a crash is found in the topic, not published again', async () => {
    const events = await log.append(1, 20);
    const former = transportOf();
    await former.ensureTopics();
    await former.publish([{ partition: 1, epoch: 1, events: events.slice(0, 12) }]);

    const relay = relayOf('a');
    await relay.reached(1, 20);
    expect((await seqsInTopic()).get(1)).toEqual(upTo(20));
  });

  test('a topic of another log is left alone, and the others go on', async () => {
    const stranger = await createDatabase();
    ends.push(() => stranger.drop());
    const foreign = await new EventLog(stranger.pool, PARTITIONS).append(1, 3);
    const transport = transportOf();
    await transport.ensureTopics();
    await transport.publish([{ partition: 1, epoch: 1, events: foreign }]);

    await log.append(0, 2);
    await log.append(1, 2);
    const relay = relayOf('a');
    await relay.reached(0, 2);
    await relay.caughtUp();
    expect(relay.status().halted.get(1)).toMatchObject({ code: 'TOPIC_AHEAD' });
    expect((await seqsInTopic()).get(1)).toEqual([1, 2, 3]);
  });

  test('a topic that somebody deleted is made again; readers have the missing part from the log', async () => {
    const relay = relayOf('a');
    const counted = new Map<string, number>();
    const store = new PostgresProjectionStore<string>(database.pool, (_, ids) => {
      for (const id of ids) counted.set(id, (counted.get(id) ?? 0) + 1);
      return Promise.resolve();
    });
    const projector = new Projector({
      projection: 'test',
      rowsOf: ({ event }: LoggedEvent) => [event.id],
      store,
      log: log.reader,
      transport: transportOf(),
    });
    await projector.start();
    ends.push(() => projector.stop());
    await log.appendEverywhere(5);
    relay.wake();
    for (let p = 0; p < PARTITIONS; p++) await projector.reached(p, 5);

    const admin = new Kafka({ brokers: sharedBrokers(), logLevel: logLevel.NOTHING }).admin();
    await admin.connect();
    await admin.deleteTopics({ topics: [topicPrefix + EVENTS_TOPIC] });
    await admin.disconnect();
    await log.appendEverywhere(5);
    relay.wake();
    for (let p = 0; p < PARTITIONS; p++) await projector.reached(p, 10);
    expect([...counted.values()]).toEqual(Array.from({ length: 10 * PARTITIONS }, () => 1));
  });

  test('a topic with another number of partitions is refused', async () => {
    await transportOf().ensureTopics();
    const other = new KafkaTransport({ brokers: sharedBrokers(), topicPrefix, partitions: 8 });
    ends.push(() => other.close());
    const refused = await other.ensureTopics().catch((error: unknown) => error);
    expect(refused).toBeInstanceOf(TransportError);
    expect(refused).toMatchObject({ code: 'TOPIC_MISMATCH', permanent: true });
  });
});

describe('a relay before a broker that never answers', () => {
  test('stops in bounded time', async () => {
    const silent = createServer(() => undefined).listen(0, '127.0.0.1');
    await once(silent, 'listening');
    const { port } = silent.address() as AddressInfo;
    const database = await createDatabase();
    const log = new EventLog(database.pool, PARTITIONS);
    const transport = new KafkaTransport({
      brokers: [`127.0.0.1:${port}`],
      partitions: PARTITIONS,
    });
    const leases = new PostgresLeaseStore(database.pool, PARTITIONS);
    const relay = new Relay({ owner: 'a', log: log.reader, leases, transport, stopMsMax: 50 });
    const connected = once(silent, 'connection') as Promise<[Socket]>;
    relay.start();
    const [socket] = await connected;

    await relay.stop();
    expect(relay.status().state).toBe('stopped');
    socket.destroy();
    silent.close();
    await transport.close();
    await database.drop();
  });
});
