import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { COMMANDS_DLQ_TOPIC, COMMANDS_TOPIC, EVENTS_TOPIC } from '#kafka';
import type { DeadLetterView } from '#kafka';
import { envelope } from '../support/bistro.js';
import { sharedBrokers } from '../support/kafka-broker.js';
import { setTopic } from '../support/outside-topics.js';
import { Outsider } from '../support/outsider.js';
import { BistroOnCall } from '../support/runbook/bistro-on-call.js';
import { OnCall } from '../support/runbook/on-call.js';
import { Runbook } from '../support/runbook/runbook.js';
import { ndjson } from '../support/run-cli.js';
import { outsideKafka, recordsIn } from '../support/topic-collector.js';
import { until } from '../support/until.js';

/** One evening on which Kafka takes less than it is given, and gives what is no command. */
const book = Runbook.open('runbook-kafka-set-aside');
const brokers = sharedBrokers();
const topicPrefix = `${randomUUID()}.`;
let onCall: OnCall;
let bistro: BistroOnCall;

beforeAll(async () => {
  const variables = {
    KAFKA_BROKERS: brokers.join(','),
    KAFKA_TOPIC_PREFIX: topicPrefix,
    LOG_PARTITIONS: '4',
  };
  onCall = await OnCall.begin({ variables });
  bistro = await new BistroOnCall(onCall).open();
});
afterAll(() => onCall.end());

async function dependency(chapter: string, name: string): Promise<Record<string, string>> {
  const { stdout } = await onCall.bash(book.take(chapter, 'curl -s'));
  const { dependencies } = JSON.parse(stdout) as {
    dependencies: Record<string, Record<string, string>>;
  };
  return dependencies[name]!;
}

async function send(...values: string[]): Promise<void> {
  const producer = outsideKafka(brokers).producer();
  await producer.connect();
  const messages = values.map((value) => ({ key: bistro.venueId, value, partition: 1 }));
  await producer.send({ topic: topicPrefix + COMMANDS_TOPIC, messages });
  await producer.disconnect();
}

describe('an event that its topic does not take', () => {
  test('is named with its partition, and follows when the topic is mended', async () => {
    await until(async () => (await recordsIn(brokers, topicPrefix + EVENTS_TOPIC)) === 1);
    const topic = topicPrefix + EVENTS_TOPIC;
    await setTopic(brokers, topic, { 'max.message.bytes': '1200' });
    const note = 'x'.repeat(2_000);
    const startsAt = '2038-03-12T19:30';
    const party = { bookingId: randomUUID(), partySize: 2, startsAt, metadata: { note } };
    const { events } = await bistro.done('RegisterBooking', { ...party, status: 'confirmed' });
    await until(async () => (await dependency('Relay halted', 'relay'))['status'] === 'degraded');
    const { detail } = await dependency('Relay halted', 'relay');
    expect(detail).toContain(`event ${events[0]!.id} (BookingRegistered) is refused`);
    const rows = await onCall.rows(book.take('Relay halted', 'select partition'));
    expect(rows).toEqual([
      {
        partition: String(events[0]!.partition),
        next_seq: String(events[0]!.seq),
        halted: expect.stringContaining('raise its max.message.bytes') as unknown,
      },
    ]);
    await setTopic(brokers, topic, {});
    await until(async () => (await recordsIn(brokers, topic)) === 2);
    const { code, stdout } = await onCall.bash(book.take('Relay halted', 'allocator verify'));
    expect({ code, stdout }).toEqual({ code: 0, stdout: 'verified: no differences\n' });
  });
});

describe('commands that nobody takes', () => {
  test('are told with their partition', async () => {
    const outsider = await Outsider.in(onCall.database);
    for (const partition of [0, 1, 2, 3]) {
      if (partition === 0) await outsider.lockPartition(partition);
      else await outsider.client.query('select lock_partition($1)', [partition]);
    }
    await send(JSON.stringify(envelope('ConfigureVenue', bistro.venueId, bistro.venue)));
    await until(async () => {
      const { status, detail } = await dependency('Commands waiting', 'kafkaCommands');
      return status === 'degraded' && detail!.includes('none of partition 1 was taken');
    });
    await outsider.commit();
    await outsider.end();
    await until(async () => {
      return (await dependency('Commands waiting', 'kafkaCommands'))['status'] === 'up';
    });
  });
});

describe('dead letters', () => {
  test('are listed with place and reason, and commands among them are sent once more', async () => {
    const command = envelope('ConfigureVenue', bistro.venueId, bistro.venue);
    await send('{"half":', JSON.stringify({ ...command, colour: 'red' }), 'y'.repeat(1_100_000));
    const dead = topicPrefix + COMMANDS_DLQ_TOPIC;
    await until(async () => (await recordsIn(brokers, dead)) === 3);
    const list = await onCall.bash(book.take('Dead letters', 'allocator dead-letters list'));
    const lines = list.stdout.trimEnd().split('\n');
    expect(lines).toHaveLength(3);
    expect(lines[0]).toContain(
      `from ${topicPrefix}${COMMANDS_TOPIC} 1:1  8 bytes  the value is not`,
    );
    expect(lines[1]).toContain(`command ${command.commandId}`);
    expect(lines[2]).toContain('a command takes 1048576 bytes at most, and this one has 1100000');
    const asJson = await onCall.bash(
      book.take('Dead letters', 'allocator dead-letters list --json'),
    );
    const [letters] = ndjson<DeadLetterView[]>(asJson.stdout);
    expect(letters!.map(({ bytes, truncated }) => [bytes, truncated])).toEqual([
      [8, false],
      [expect.any(Number), false],
      [1_100_000, false],
    ]);
    const step = book.take('Dead letters', 'allocator dead-letters resend');
    const resent = await onCall.bash(step);
    expect({ code: resent.code, lines: resent.stdout.trimEnd().split('\n') }).toMatchObject({
      code: 0,
      lines: [expect.stringContaining(`${command.commandId} invalid: PAYLOAD_INVALID`)],
    });
  });
});

test('nothing in these chapters was left out', () => expect(book.left).toEqual([]));
