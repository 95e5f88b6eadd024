import { randomUUID } from 'node:crypto';
import { afterEach, beforeEach, describe, expect, test } from '@jest/globals';
import type { CommandOutcome, CommandType } from '#contracts';
import {
  COMMANDS_DLQ_TOPIC,
  COMMANDS_TOPIC,
  EVENTS_TOPIC,
  KafkaCommandSender,
  REPLIES_TOPIC,
} from '#kafka';
import { verifyLog } from '#postgres';
import { startTestAllocator } from '../support/allocator.js';
import type { TestAllocator } from '../support/allocator.js';
import { bistro, envelope, wish } from '../support/bistro.js';
import { sharedBrokers } from '../support/kafka-broker.js';
import { ndjson, runCli } from '../support/run-cli.js';
import { collect, makeTopic, outsideKafka } from '../support/topic-collector.js';

const PARTITIONS = 4;

/** Booking systems that send their commands over Kafka and read the replies there. */
describe('commands over Kafka', () => {
  const brokers = sharedBrokers();
  const venue = bistro();
  const { venueId } = venue;
  let topicPrefix: string;
  let service: TestAllocator;
  let sender: KafkaCommandSender;

  const start = (): Promise<TestAllocator> =>
    startTestAllocator({
      LOG_PARTITIONS: String(PARTITIONS),
      KAFKA_BROKERS: brokers.join(','),
      KAFKA_TOPIC_PREFIX: topicPrefix,
    });
  beforeEach(async () => {
    topicPrefix = `${randomUUID()}.`;
    service = await start();
    sender = new KafkaCommandSender({ brokers, topicPrefix, partitions: PARTITIONS });
  });
  afterEach(async () => {
    await sender.close();
    await service.stop();
  });

  const command = (type: CommandType, data: object) =>
    envelope(type, venueId, data as never) as { commandId: string; venueId: string };
  const replies = async (count: number): Promise<CommandOutcome[]> =>
    (await collect(brokers, topicPrefix + REPLIES_TOPIC, count)).map(
      ({ value }) => JSON.parse(String(value)) as CommandOutcome,
    );
  const events = async (): Promise<number> => {
    const { rows } = await service.database.pool.query<{ n: number }>(
      'select count(*) n from events',
    );
    return rows[0]!.n;
  };

  test('are decided in order and answered; the same id over HTTP or Kafka takes effect once', async () => {
    const bookingId = randomUUID();
    const commands = [
      command('ConfigureVenue', venue),
      command('RegisterBooking', wish(bookingId)),
      command('AssignTables', { bookingId, tableIds: [venue.tables[0]!.id] }),
    ];
    await sender.send([...commands, commands[2]!]);
    const answered = await replies(4);
    // Replies are keyed by command, so only those to one command have an order.
    const told = answered.map(({ commandId, status, duplicate }) => [commandId, status, duplicate]);
    expect(told.filter(([, , duplicate]) => duplicate === false)).toHaveLength(3);
    expect(told).toEqual(
      expect.arrayContaining([
        ...commands.map(({ commandId }) => [commandId, 'accepted', false]),
        [commands[2]!.commandId, 'accepted', true],
      ]),
    );
    const answerTo = (id: string) => answered.find(({ commandId }) => commandId === id)!;
    expect(await events()).toBe(3);
    const again = await service.request('POST', '/api/commands', { body: commands[2] });
    expect(again.body).toMatchObject({
      duplicate: true,
      events: answerTo(commands[2]!.commandId).events,
    });
    expect(await events()).toBe(3);
    const report = await verifyLog({ pool: service.database.pool, partitions: PARTITIONS });
    expect(report.differences).toEqual([]);
  });

  test('that nobody can read are set aside with the reason, and the rest goes on', async () => {
    await makeTopic(brokers, topicPrefix + COMMANDS_TOPIC);
    const producer = outsideKafka(brokers).producer();
    await producer.connect();
    const invalid = { ...command('RegisterBooking', { bookingId: 'nobody' }), colour: 'red' };
    const values = [
      Buffer.from('{"half":'),
      Buffer.from([0xff, 0xfe, 0x7b]),
      Buffer.from(JSON.stringify(invalid)),
      Buffer.from(JSON.stringify(command('ExpireHold', { holdId: randomUUID() }))),
      Buffer.from(JSON.stringify(command('ConfigureVenue', venue))),
    ];
    // All to one partition, so that what is good comes after what is not.
    const messages = values.map((value) => ({ key: venueId, value, partition: 1 }));
    await producer.send({ topic: topicPrefix + COMMANDS_TOPIC, messages });
    await producer.disconnect();

    const dead = await collect(brokers, topicPrefix + COMMANDS_DLQ_TOPIC, 4);
    const errors = new Map(
      dead.map(({ value, headers }) => [String(value), String(headers?.['error'])]),
    );
    expect(errors.get('{"half":')).toMatch(/JSON/);
    expect(errors.get(String(values[2]))).toMatch(/bookingId/);
    expect(errors.get(String(values[3]))).toMatch(/service’s own/);
    expect(dead).toHaveLength(4);

    const answered = await replies(2);
    expect(answered.find(({ status }) => status === 'invalid')?.commandId).toBe(invalid.commandId);
    expect(answered.some(({ status }) => status === 'accepted')).toBe(true);
    expect(await events()).toBe(1);
  });

  test('are sent and answered by allocator emit', async () => {
    const bookingId = randomUUID();
    const tableIds = [venue.tables[0]!.id];
    const lines = [
      command('ConfigureVenue', venue),
      command('RegisterBooking', wish(bookingId)),
      command('AssignTables', { bookingId, tableIds: [...tableIds, randomUUID()] }),
      command('AssignTables', { bookingId, tableIds }),
    ];
    const env = { KAFKA_BROKERS: brokers.join(','), KAFKA_TOPIC_PREFIX: topicPrefix };
    // The service makes its topics some time after it starts.
    await makeTopic(brokers, topicPrefix + REPLIES_TOPIC);
    await makeTopic(brokers, topicPrefix + EVENTS_TOPIC);
    const input = lines.map((line) => JSON.stringify(line)).join('\n');
    const { code, stdout, stderr } = await runCli(['emit', '-', '--via', 'kafka'], { env, input });
    const told = ndjson<CommandOutcome>(stdout).map(({ commandId, status }) => [commandId, status]);
    expect(told).toEqual([
      [lines[0]!.commandId, 'accepted'],
      [lines[1]!.commandId, 'accepted'],
      [lines[2]!.commandId, 'rejected'],
      [lines[3]!.commandId, 'accepted'],
    ]);
    expect(stderr).toMatch(/TABLE_NOT_FOUND/);
    expect(code).toBe(0);
  });
});
