import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import type { ReplayView } from '#contracts';
import { EVENTS_TOPIC } from '#kafka';
import { startTestAllocator } from '../support/allocator.js';
import type { Answer, TestAllocator } from '../support/allocator.js';
import { assign, configure, register } from '../support/commands.js';
import { VENUE_ID } from '../support/floor-plan.js';
import { sharedBrokers } from '../support/kafka-broker.js';
import { RowWatch } from '../support/row-watch.js';
import { outsideKafka } from '../support/topic-collector.js';
import { until } from '../support/until.js';

const BOOKINGS = 20;
/** Of one venue, so in one partition: its configuration, and two for each booking. */
const EVENTS = 1 + 2 * BOOKINGS;

/** A service whose log has come to Kafka, all of it. */
describe('replays over HTTP, read from Kafka', () => {
  const topicPrefix = `${randomUUID()}.`;
  let service: TestAllocator;
  let operator: string;

  beforeAll(async () => {
    service = await startTestAllocator({
      KAFKA_BROKERS: sharedBrokers().join(','),
      KAFKA_TOPIC_PREFIX: topicPrefix,
    });
    operator = await service.token('operator');
    const watch = await RowWatch.on(service.database, 'observability_events');
    const bookings = Array.from({ length: BOOKINGS }, (_, n) => {
      const startsAt = new Date(Date.UTC(2038, 11, 1 + n, 19)).toISOString();
      return [register(`B${n}`, { startsAt }), assign(`B${n}`, 'T2')];
    });
    const body = [configure(), ...bookings.flat()];
    expect((await service.request('POST', '/api/commands', { body })).status).toBe(200);
    // Telemetry is projected from the topic, and the last event is one that it tells of.
    await watch.rows('select id from observability_events', BOOKINGS);
    await watch.stop();
  });
  afterAll(() => service.stop());

  const ask = (method: string, path = '', body?: unknown): Promise<Answer> =>
    service.request(method, `/api/operator/replays${path}`, { body, token: operator });
  async function replay(asked: object): Promise<ReplayView> {
    const { status, body } = await ask('POST', '', { source: 'kafka', ...asked });
    expect(status).toBe(200);
    return ended((body as ReplayView).id);
  }
  async function ended(id: string): Promise<ReplayView> {
    const view = async () => (await ask('GET', `/${id}`)).body as ReplayView;
    await until(async () => (await view()).state !== 'running');
    return view();
  }

  test('telemetry gets the rows back that are missing, out of the topic', async () => {
    const { rowCount } = await service.database.pool.query('delete from observability_events');
    expect(await replay({ target: 'telemetry', refill: false })).toMatchObject({
      state: 'done',
      source: 'kafka',
      events: EVENTS,
      written: rowCount,
      progress: { done: EVENTS, total: EVENTS },
    });
    const types = { target: 'telemetry', types: ['TablesAssigned'] };
    expect(await replay(types)).toMatchObject({ events: BOOKINGS, written: 0 });
    expect((await ask('POST', '', { ...types, source: 'kafka', dryRun: true })).body).toMatchObject(
      { dryRun: true, events: BOOKINGS },
    );
  });

  test('the tables are compared with what the topic says, and repaired', async () => {
    const seats = 'select * from booking_table_assignments order by 1, 2';
    const { rows: before } = await service.database.pool.query(seats);
    await service.database.pool.query(
      'delete from booking_table_assignments where ctid = (select min(ctid) from booking_table_assignments)',
    );
    const compared = await replay({ target: 'allocations', venueId: VENUE_ID, refill: false });
    expect(compared).toMatchObject({
      state: 'compared',
      source: 'kafka',
      difference: [{ table: 'booking_table_assignments', added: 1, removed: 0, changed: 0 }],
    });
    const applied = await ask('POST', `/${compared.id}/apply`);
    expect(applied.body).toMatchObject({ state: 'applied', source: 'kafka', written: 1 });
    expect((await service.database.pool.query(seats)).rows).toEqual(before);
  });

  test('one is stopped while it waits for its rate', async () => {
    const asked = { target: 'telemetry', source: 'kafka', rate: 1 };
    const { id } = (await ask('POST', '', asked)).body as ReplayView;
    expect((await ask('DELETE', `/${id}`)).body).toMatchObject({ id, state: 'stopped' });
  });

  test('what retention has cut off is read from the log, or refused where that is wanted', async () => {
    const admin = outsideKafka(sharedBrokers()).admin();
    await admin.connect();
    const topic = topicPrefix + EVENTS_TOPIC;
    const offsets = await admin.fetchTopicOffsets(topic);
    const { partition } = offsets.find(({ high }) => Number(high) > 0)!;
    await admin.deleteTopicRecords({ topic, partitions: [{ partition, offset: '4' }] });
    await admin.disconnect();

    const asked = { target: 'telemetry', venueId: VENUE_ID };
    expect(await replay(asked)).toMatchObject({ state: 'done', events: EVENTS });
    expect(await replay({ ...asked, refill: false })).toMatchObject({
      state: 'failed',
      error: expect.stringContaining(`partition ${partition} seq 1 to 4`),
    });
    expect(await replay({ target: 'allocations', refill: false })).toMatchObject({
      state: 'failed',
      difference: null,
    });
    expect(await replay({ target: 'allocations' })).toMatchObject({ state: 'done' });
  });

  test('without the topic there is nothing to refuse or refill', async () => {
    const asked = { target: 'telemetry', refill: false };
    for (const source of [undefined, 'postgres']) {
      expect(await ask('POST', '', { ...asked, source })).toMatchObject({
        status: 400,
        body: { details: { fields: [{ path: 'refill' }] } },
      });
    }
    expect((await ask('POST', '', { target: 'telemetry', source: 'redis' })).status).toBe(400);
  });
});
