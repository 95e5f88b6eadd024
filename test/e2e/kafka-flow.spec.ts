import { randomUUID } from 'node:crypto';
import { afterEach, describe, expect, test } from '@jest/globals';
import { eventHash } from '#contracts';
import type { CommandOutcome, CommandType, LoggedEvent, RecordedEvent } from '#contracts';
import { readTopic } from '#kafka';
import { bistro, envelope, wish } from '../support/bistro.js';
import { startTestAllocator } from '../support/allocator.js';
import type { TestAllocator } from '../support/allocator.js';
import { sharedBrokers } from '../support/kafka-broker.js';
import { RowWatch } from '../support/row-watch.js';

/** From a command over HTTP to the rows that operators read, with and without Kafka between. */
describe('the way of an event', () => {
  const ends: (() => Promise<void>)[] = [];
  afterEach(async () => {
    for (const end of ends.splice(0).reverse()) await end();
  });

  async function started(variables: Record<string, string>): Promise<TestAllocator> {
    const service = await startTestAllocator({ LOG_PARTITIONS: '4', ...variables });
    ends.push(() => service.stop());
    return service;
  }

  /** Seats one party on T1, refuses a second the same table, and holds another. */
  async function anEvening(service: TestAllocator): Promise<void> {
    const venue = bistro();
    const { venueId } = venue;
    const send = async (type: CommandType, data: object) => {
      const body = envelope(type, venueId, data as never);
      return (await service.request('POST', '/api/commands', { body })).body as CommandOutcome;
    };
    await service.request('PUT', `/api/venues/${venueId}`, { body: venue });
    const [seated, refused] = [randomUUID(), randomUUID()];
    const tableIds = [venue.tables[0]!.id];
    await send('RegisterBooking', wish(seated));
    await send('RegisterBooking', wish(refused));
    await send('AssignTables', { bookingId: seated, tableIds });
    await send('AssignTables', { bookingId: refused, tableIds });
    await send('HoldTables', {
      holdId: randomUUID(),
      bookingId: refused,
      tableIds: [venue.tables[1]!.id],
    });
  }

  const TELEMETRY = `select event_type, context -> 'error' ->> 'code' as code
                       from observability_events order by (context ->> 'seq')::int`;
  const EXPECTED = [
    { event_type: 'capacity.rpc.assignment', code: null },
    { event_type: 'capacity.selector.assignment', code: 'TABLE_CONFLICT' },
    { event_type: 'capacity.hold.created', code: null },
  ];

  async function logged(service: TestAllocator): Promise<RecordedEvent[]> {
    const { body } = await service.request('GET', '/api/events');
    return String(body)
      .trim()
      .split('\n')
      .map((line) => JSON.parse(line) as RecordedEvent);
  }

  test('leads through Kafka: each event once, as the log has it, and then its telemetry', async () => {
    const topicPrefix = `${randomUUID()}.`;
    const brokers = sharedBrokers();
    const service = await started({
      KAFKA_BROKERS: brokers.join(','),
      KAFKA_TOPIC_PREFIX: topicPrefix,
    });
    const watch = await RowWatch.on(service.database, 'observability_events');
    ends.push(() => watch.stop());
    await anEvening(service);
    expect(await watch.rows(TELEMETRY, 3)).toEqual(EXPECTED);

    const records: LoggedEvent[] = [];
    for await (const record of readTopic({ brokers, topicPrefix })) records.push(record.logged!);
    expect(records.map(({ event }) => event)).toEqual(await logged(service));
    for (const link of records) {
      expect(eventHash(link.prevHash, link.event)).toBe(link.hash);
    }
    const metrics = String((await service.request('GET', '/metrics')).body);
    expect(metrics).toContain('allocator_relay_up 1');
    expect(metrics).toContain('allocator_projection_up{projection="telemetry"} 1');
  });

  test('leads to the same telemetry without Kafka', async () => {
    const service = await started({});
    const watch = await RowWatch.on(service.database, 'observability_events');
    ends.push(() => watch.stop());
    await anEvening(service);
    expect(await watch.rows(TELEMETRY, 3)).toEqual(EXPECTED);
  });
});
