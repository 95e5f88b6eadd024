import { randomUUID } from 'node:crypto';
import { afterEach, beforeEach, describe, expect, test } from '@jest/globals';
import { derivedUuid } from '#contracts';
import type { LoggedEvent } from '#contracts';
import { InProcessTransport, Projector, Relay } from '#event-sourcing';
import type { LogTransport, ProjectorOptions } from '#event-sourcing';
import { KafkaTransport } from '#kafka';
import { PostgresLeaseStore, PostgresProjectionStore, writeObservabilityRows } from '#postgres';
import type { ObservabilityRow } from '#postgres';
import { createDatabase } from '../support/database.js';
import type { TestDatabase } from '../support/database.js';
import { EventLog } from '../support/event-log.js';
import { sharedBrokers } from '../support/kafka-broker.js';

const PARTITIONS = 4;
const PROJECTION = 'test';

/** One row for each event. With `repeat`, an id of its own each time, so a second time would show. */
function rowOf({ event }: LoggedEvent, repeat = false): ObservabilityRow {
  return {
    id: repeat ? randomUUID() : derivedUuid(event.id, 0),
    created_at: event.recordedAt,
    source: 'test',
    event_type: event.type,
    severity: 'info',
    venue_id: event.venueId,
    booking_id: null,
    context: { seq: event.seq },
    event_id: event.id,
  };
}

describe('a projector', () => {
  let database: TestDatabase;
  let log: EventLog;
  let store: PostgresProjectionStore<ObservabilityRow>;
  let topicPrefix: string;
  let ends: (() => Promise<void>)[];

  beforeEach(async () => {
    database = await createDatabase();
    log = new EventLog(database.pool, PARTITIONS);
    store = new PostgresProjectionStore(database.pool, writeObservabilityRows);
    topicPrefix = `${randomUUID()}.`;
    ends = [];
  });
  afterEach(async () => {
    for (const end of ends.reverse()) await end();
    await database.drop();
  });

  async function kafka(): Promise<KafkaTransport> {
    const transport = new KafkaTransport({
      brokers: sharedBrokers(),
      topicPrefix,
      partitions: PARTITIONS,
      sessionTimeoutMs: 6_000,
    });
    ends.push(() => transport.close());
    await transport.ensureTopics();
    return transport;
  }

  async function project(
    transport: LogTransport<LoggedEvent>,
    more: Partial<ProjectorOptions<LoggedEvent, ObservabilityRow>> = {},
  ) {
    const projector = new Projector<LoggedEvent, ObservabilityRow>({
      projection: PROJECTION,
      rowsOf: (event) => [rowOf(event, true)],
      store,
      log: log.reader,
      transport,
      ...more,
    });
    ends.push(() => projector.stop());
    await projector.start();
    await projector.ready;
    return projector;
  }

  /** How often each event was projected: as [times, events] pairs. */
  async function counts() {
    const { rows } = await database.pool.query<{ times: number; events: number }>(
      `select times, count(*) as events
         from (select count(*) as times from observability_events group by event_id) as counted
        group by times order by times`,
    );
    return rows.map(({ times, events }) => [times, events]);
  }

  test('each event counts once, whatever is sent again', async () => {
    const transport = await kafka();
    const projector = await project(transport, { pageMax: 16 });
    const events = await log.append(0, 50);
    const send = (from: number, to: number) =>
      transport.publish([{ partition: 0, epoch: 1, events: events.slice(from, to) }]);
    await send(0, 30);
    await projector.reached(0, 30);
    await send(10, 30);
    await send(0, 40);
    // A deposed relay's late send, between what the new one sends.
    await send(35, 38);
    await send(40, 45);
    await send(38, 50);
    await projector.reached(0, 50);
    expect(await counts()).toEqual([[1, 50]]);
  });

  test('what is missing in the topic is filled from the log', async () => {
    const transport = await kafka();
    const projector = await project(transport, { pageMax: 4 });
    const events = await log.append(3, 30);
    await transport.publish([{ partition: 3, epoch: 1, events: events.slice(0, 5) }]);
    await transport.publish([{ partition: 3, epoch: 1, events: events.slice(25) }]);
    await projector.reached(3, 30);
    expect(await counts()).toEqual([[1, 30]]);
    const { rows } = await database.pool.query<{ seqs: number[] }>(
      `select array_agg((context ->> 'seq')::int order by (context ->> 'seq')::int) as seqs
         from observability_events`,
    );
    expect(rows[0]!.seqs).toEqual(Array.from({ length: 30 }, (_, i) => i + 1));
  });

  test('two that read the same partition write its events once between them', async () => {
    // Every process without Kafka reads the whole log, so here they do meet.
    const inProcess = () =>
      new InProcessTransport({ log: log.reader, partitions: PARTITIONS, pollMs: 20 });
    const [one, two] = [inProcess(), inProcess()];
    ends.push(
      () => one.close(),
      () => two.close(),
    );
    const projectors = await Promise.all([
      project(one, { pageMax: 3 }),
      project(two, { pageMax: 5 }),
    ]);
    for (let round = 0; round < 10; round++) {
      await log.appendEverywhere(20);
      one.wake();
      two.wake();
    }
    for (const projector of projectors) {
      for (let p = 0; p < PARTITIONS; p++) await projector.reached(p, 200);
    }
    expect(await counts()).toEqual([[1, 200 * PARTITIONS]]);
  });

  test('without Kafka, relay and projector do the same, also when the log is away for a while', async () => {
    let failures = 3;
    const read = log.reader.read.bind(log.reader);
    log.reader.read = (...page) => {
      if (failures-- > 0) return Promise.reject(new Error('Connection terminated unexpectedly'));
      return read(...page);
    };
    const transport = new InProcessTransport({
      log: log.reader,
      partitions: PARTITIONS,
      pollMs: 60_000,
    });
    const leases = new PostgresLeaseStore(database.pool, PARTITIONS);
    const relay = new Relay({ owner: 'a', log: log.reader, leases, transport, retryMaxMs: 10 });
    ends.push(
      () => transport.close(),
      () => relay.stop(),
    );
    const projector = await project(transport);
    relay.start();
    await log.appendEverywhere(20);
    relay.wake();
    for (let p = 0; p < PARTITIONS; p++) await projector.reached(p, 20);
    for (let p = 0; p < PARTITIONS; p++) await relay.reached(p, 20);
    expect(failures).toBeLessThan(0);
    expect(await counts()).toEqual([[1, 20 * PARTITIONS]]);
  });

  test('a move from anywhere but the checkpoint writes nothing', async () => {
    const [event] = await log.append(1, 1);
    const move = (expectedSeq: number, seq: number) =>
      store.apply(
        { projection: PROJECTION, partition: 1, expectedSeq, next: { seq, place: null } },
        [{ event: event!, rows: [rowOf(event!, true)] }],
      );
    expect(await move(5, 6)).toBe(false);
    expect(await move(0, 1)).toBe(true);
    expect(await move(0, 1)).toBe(false);
    expect(await move(2, 3)).toBe(false);
    expect(await counts()).toEqual([[1, 1]]);
  });

  test('goes on from its checkpoint after a restart, without reading the topic again', async () => {
    const transport = await kafka();
    const first = await project(transport);
    const events = await log.append(2, 20);
    await transport.publish([{ partition: 2, epoch: 1, events: events.slice(0, 12) }]);
    await first.reached(2, 12);
    await first.stop();
    const place = (await store.checkpoints(PROJECTION, [2])).get(2)?.place;
    expect(place?.offset).toBe('11');

    await transport.publish([{ partition: 2, epoch: 1, events: events.slice(12) }]);
    const second = await project(transport);
    await second.reached(2, 20);
    expect(await counts()).toEqual([[1, 20]]);
  });

  test('offsets of a topic that was made anew are not trusted', async () => {
    const transport = await kafka();
    const first = await project(transport);
    const events = await log.append(0, 10);
    await transport.publish([{ partition: 0, epoch: 1, events: events.slice(0, 3) }]);
    await first.reached(0, 3);
    await first.stop();

    topicPrefix = `${randomUUID()}.`;
    const anew = await kafka();
    await anew.publish([{ partition: 0, epoch: 2, events: events.slice(4, 10) }]);
    const second = await project(anew);
    await second.reached(0, 10);
    expect(await counts()).toEqual([[1, 10]]);
  });

  test('a store that fails for a while is tried again', async () => {
    const transport = await kafka();
    let failures = 3;
    const apply = store.apply.bind(store);
    store.apply = (...move) => {
      if (failures-- > 0) return Promise.reject(new Error('Connection terminated unexpectedly'));
      return apply(...move);
    };
    const projector = await project(transport, { retryMinMs: 5, retryMaxMs: 10 });
    const events = await log.append(0, 5);
    await transport.publish([{ partition: 0, epoch: 1, events }]);
    await projector.reached(0, 5);
    expect(failures).toBeLessThan(0);
    expect(projector.status()).toMatchObject({ state: 'projecting', error: null });
    expect(await counts()).toEqual([[1, 5]]);
  });
});
