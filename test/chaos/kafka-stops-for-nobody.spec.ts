import { randomBytes, randomUUID } from 'node:crypto';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from '@jest/globals';
import type { AlertView, CommandOutcome } from '#contracts';
import { LIMITS, logPartitionOf } from '#contracts';
import {
  COMMANDS_DLQ_TOPIC,
  COMMANDS_TOPIC,
  COMPRESSIONS,
  EVENTS_TOPIC,
  KafkaTransport,
  REPLIES_TOPIC,
  readTopic,
} from '#kafka';
import type { PassedOver } from '#kafka';
import { startTestAllocator } from '../support/allocator.js';
import type { TestAllocator } from '../support/allocator.js';
import { bistro, envelope } from '../support/bistro.js';
import { CollectingSubscriber } from '../support/collecting-subscriber.js';
import { startBroker } from '../support/kafka-broker.js';
import type { Broker } from '../support/kafka-broker.js';
import { Outsider } from '../support/outsider.js';
import { setTopic } from '../support/outside-topics.js';
import { runCli } from '../support/run-cli.js';
import type { CliResult } from '../support/run-cli.js';
import { SegmentFile } from '../support/segment-file.js';
import { collect, makeTopic, outsideKafka, recordsIn } from '../support/topic-collector.js';
import { until } from '../support/until.js';

const PARTITIONS = 4;
const PACE = { rereadMs: 1_000, backlogEveryMs: 100, relayCheckMs: 300 };
const ALERTS = 'allocator.commands_waiting=1:0,allocator.relay_halted=0:0';

/** What others may put into Kafka, and what its disks may do to it. */
describe('Kafka stops for nobody', () => {
  let dataDir: string;
  let broker: Broker;
  let brokers: string[];
  let topicPrefix: string;
  let service: TestAllocator | null;

  beforeAll(async () => {
    dataDir = await mkdtemp(join(tmpdir(), 'allocator-unreadable-'));
    broker = await startBroker({ dataDir });
    brokers = broker.brokers.split(',');
  });
  afterAll(async () => {
    await broker.stop();
    await rm(dataDir, { recursive: true, force: true });
  });
  beforeEach(async () => {
    topicPrefix = `${randomUUID()}.`;
    service = null;
    await makeTopic(brokers, topicPrefix + COMMANDS_TOPIC);
  });
  afterEach(async () => {
    await service?.stop();
  });

  async function start(
    variables: Record<string, string> = {},
    rereadMs = PACE.rereadMs,
  ): Promise<TestAllocator> {
    service = await startTestAllocator(
      {
        LOG_PARTITIONS: String(PARTITIONS),
        KAFKA_BROKERS: broker.brokers,
        KAFKA_TOPIC_PREFIX: topicPrefix,
        ALERT_LIMITS: ALERTS,
        ...variables,
      },
      { alertsEveryMs: 100, kafka: { ...PACE, rereadMs } },
    );
    return service;
  }

  async function produce(
    partition: number,
    batches: readonly (readonly (string | Buffer)[])[],
    compression = 0,
  ): Promise<void> {
    const producer = outsideKafka(brokers).producer();
    await producer.connect();
    for (const values of batches) {
      const messages = values.map((value) => ({ key: 'venue', value, partition }));
      await producer.send({ topic: topicPrefix + COMMANDS_TOPIC, messages, compression });
    }
    await producer.disconnect();
  }

  const command = (): { commandId: string; text: string } => {
    const venue = bistro();
    const sent = envelope('ConfigureVenue', venue.venueId, venue);
    return { commandId: sent.commandId, text: JSON.stringify(sent) };
  };
  const answered = async (count: number): Promise<CommandOutcome[]> =>
    (await collect(brokers, topicPrefix + REPLIES_TOPIC, count)).map(
      ({ value }) => JSON.parse(String(value)) as CommandOutcome,
    );
  const letters = async (count: number): Promise<Record<string, string>[]> =>
    (await collect(brokers, topicPrefix + COMMANDS_DLQ_TOPIC, count)).map(({ headers }) =>
      Object.fromEntries(Object.entries(headers!).map(([name, value]) => [name, String(value)])),
    );
  const ids = (commands: readonly { commandId: string }[]): string[] =>
    commands.map(({ commandId }) => commandId).sort();

  async function readiness(): Promise<{
    status: number;
    body: { status: string; dependencies: Record<string, { status: string; detail?: string }> };
  }> {
    return (await service!.request('GET', '/health/ready')) as never;
  }
  async function alertState(name: string): Promise<string> {
    const { body } = await service!.request('GET', '/api/alerts');
    const alerts = body as readonly AlertView[];
    return alerts.find((alert) => alert.name === `allocator.${name}`)!.state;
  }

  test('junk in every codec among commands in every codec: those are taken, in order', async () => {
    await start();
    const commands = COMPRESSIONS.map(() => [command(), command()] as const);
    for (const [i] of COMPRESSIONS.entries()) {
      const [before, behind] = commands[i]!;
      const junk = ['{"half":', randomBytes(500), 'null', JSON.stringify({ type: 'No' })];
      await produce(1, [[before.text, ...junk, behind.text]], i);
      // Within its bounds compressed, and far beyond them.
      if (i > 0) await produce(1, [[Buffer.alloc(5 * LIMITS.commandBytes, 'x')]], i);
    }
    const outcomes = await answered(2 * COMPRESSIONS.length);
    const sent = commands.flat();
    expect(outcomes.map(({ commandId }) => commandId)).toEqual(sent.map((c) => c.commandId));
    expect(new Set(outcomes.map(({ status }) => status))).toEqual(new Set(['accepted']));
    const dead = await letters(4 * COMPRESSIONS.length + COMPRESSIONS.length - 1);
    const large = dead.filter(({ error }) => error!.startsWith('a command takes'));
    expect(large).toHaveLength(4);
    for (const letter of large) {
      expect(letter).toMatchObject({
        'value-bytes': String(5 * LIMITS.commandBytes),
        truncated: 'true',
      });
    }
    await until(async () => (await readiness()).body.status === 'ready');
  });

  test('a bomb is set aside before it goes off', async () => {
    await start();
    const [before, behind] = [command(), command()];
    await produce(1, [[before.text]]);
    await produce(1, [Array.from({ length: 40 }, () => Buffer.alloc(1_000_000))], 1);
    await produce(1, [[behind.text]]);
    expect(ids(await answered(2))).toEqual(ids([before, behind]));
    const [letter] = await letters(1);
    expect(letter).toMatchObject({
      'source-partition': '1',
      'source-offset': '1',
      'source-last-offset': '40',
      truncated: 'true',
    });
    expect(letter!['error']).toContain('decompresses to more than');
    expect(gzipSync(Buffer.alloc(1_000_000)).length).toBeLessThan(2_000);
  });

  test('a batch that a disk has damaged is fetched again, set aside, and the rest goes on in order; other partitions do not wait', async () => {
    const [before, lost, behind, elsewhere] = [command(), command(), command(), command()];
    await produce(1, [[before.text], [lost.text, lost.text], [behind.text]], 4);
    const segment = await SegmentFile.of(dataDir, topicPrefix + COMMANDS_TOPIC, 1);
    await segment.damage(1n);
    await start();
    await produce(2, [[elsewhere.text]]);
    await until(async () => {
      const { status, body } = await readiness();
      return status === 200 && body.dependencies['kafkaCommands']?.status === 'degraded';
    });
    expect(ids(await answered(3))).toEqual(ids([before, behind, elsewhere]));
    const [letter] = await letters(1);
    expect(letter).toMatchObject({
      error: 'the batch cannot be read: its checksum is wrong',
      'source-topic': topicPrefix + COMMANDS_TOPIC,
      'source-partition': '1',
      'source-offset': '1',
      'source-last-offset': '2',
    });
    expect(letter!['value-sha256']).toMatch(/^[0-9a-f]{64}$/);
    await until(async () => (await readiness()).body.status === 'ready');
  });

  test('a batch that was damaged on its way only is taken in its place', async () => {
    const commands = [command(), command(), command()];
    await produce(
      1,
      commands.map(({ text }) => [text]),
    );
    const segment = await SegmentFile.of(dataDir, topicPrefix + COMMANDS_TOPIC, 1);
    const mend = await segment.damage(1n);
    await start({}, 600_000);
    await until(async () => {
      const { body } = await readiness();
      return body.dependencies['kafkaCommands']?.detail?.includes('damaged') ?? false;
    });
    await mend();
    const outcomes = await answered(3);
    expect(outcomes.map(({ commandId }) => commandId)).toEqual(
      commands.map(({ commandId }) => commandId),
    );
    expect(await recordsIn(brokers, topicPrefix + COMMANDS_DLQ_TOPIC)).toBe(0);
  });

  test('a codec that there is none of is set aside at once', async () => {
    const [lost, behind] = [command(), command()];
    await produce(1, [[lost.text], [behind.text]], 1);
    const segment = await SegmentFile.of(dataDir, topicPrefix + COMMANDS_TOPIC, 1);
    await segment.nameCodec(0n, 5);
    await start({}, 600_000);
    expect(ids(await answered(1))).toEqual([behind.commandId]);
    const [letter] = await letters(1);
    expect(letter!['error']).toContain('its codec 5 is none that Kafka has');
  });

  test('readers of events pass over what is damaged and say so, and verify calls it a difference', async () => {
    await start();
    const commands = Array.from({ length: 3 }, () => command());
    for (const { text } of commands) await produce(1, [[text]]);
    await answered(3);
    const topic = topicPrefix + EVENTS_TOPIC;
    await until(async () => (await recordsIn(brokers, topic)) === 3);
    const { rows } = await service!.database.pool.query<{ partition: number }>(
      'select partition from events order by partition limit 1',
    );
    const { partition } = rows[0]!;
    const segment = await SegmentFile.of(dataDir, topic, partition);
    const mend = await segment.damage(0n);

    const told: PassedOver[] = [];
    const transport = new KafkaTransport({
      ...{ brokers, topicPrefix, partitions: PARTITIONS },
      onPassedOver: (what) => told.push(what),
    });
    const subscription = await transport.subscribe(new CollectingSubscriber(randomUUID()));
    await subscription.ready;
    await until(() => told.length > 0);
    await transport.close();
    expect(told[0]).toMatchObject({ partition, firstOffset: '0' });
    const lost = Number(told[0]!.lastOffset) + 1;
    const found = [];
    for await (const record of readTopic({ brokers, topicPrefix })) found.push(record);
    expect(found.filter(({ logged }) => logged === null)).toHaveLength(1);
    expect(found.filter(({ logged }) => logged !== null)).toHaveLength(3 - lost);

    const verify = (): Promise<CliResult> =>
      runCli(['verify'], {
        env: {
          DATABASE_URL: service!.database.databaseUrl,
          KAFKA_BROKERS: broker.brokers,
          KAFKA_TOPIC_PREFIX: topicPrefix,
        },
      });
    const different = await verify();
    expect([different.code, different.stdout]).toEqual([
      3,
      expect.stringContaining('its checksum is wrong'),
    ]);
    await mend();
    expect((await verify()).code).toBe(0);
  });

  test('commands that wait and of which none is taken degrade readiness and fire; both clear by themselves', async () => {
    await start();
    const outsider = await Outsider.in(service!.database);
    await outsider.client.query('begin');
    for (let p = 0; p < PARTITIONS; p++) {
      await outsider.client.query('select lock_partition($1)', [p]);
    }
    const waiting = command();
    await produce(3, [[waiting.text]]);
    await until(async () => {
      const { status, body } = await readiness();
      const { kafkaCommands } = body.dependencies;
      return status === 200 && (kafkaCommands?.detail?.includes('none of partition 3') ?? false);
    });
    await until(async () => (await alertState('commands_waiting')) === 'firing');
    await outsider.commit();
    await outsider.end();
    expect(ids(await answered(1))).toEqual([waiting.commandId]);
    await until(async () => (await alertState('commands_waiting')) === 'ok');
    await until(async () => (await readiness()).body.status === 'ready');
  });

  test('an event too large for its topic halts its partition, degrades readiness and fires; other venues go on, and all clears when the topic is mended', async () => {
    await start();
    const topic = topicPrefix + EVENTS_TOPIC;
    const first = bistro();
    await service!.request('PUT', `/api/venues/${first.venueId}`, { body: first });
    await until(async () => (await recordsIn(brokers, topic)) === 1);
    await setTopic(brokers, topic, { 'max.message.bytes': '6000' });
    const large = bistro();
    const name = (i: number): string => `A quiet corner ${i}`.padEnd(180, '.');
    const tables = large.tables.flatMap((table) =>
      [1, 2, 3, 4].map((i) => ({ ...table, id: randomUUID(), label: name(i) + table.label })),
    );
    const body = { ...large, tables, adjacencies: [] };
    const { status } = await service!.request('PUT', `/api/venues/${large.venueId}`, { body });
    expect(status).toBe(200);
    await until(async () => (await alertState('relay_halted')) === 'firing');
    const told = await readiness();
    expect([told.status, told.body.status]).toEqual([200, 'degraded']);
    expect(told.body.dependencies['relay']!.detail).toMatch(
      /waits for people on 1 log partitions: partition \d cannot go on before seq \d+: event \S+ \(VenueConfigured\) is refused/,
    );
    // A venue of another partition goes on.
    const others = venuesElsewhere(logPartitionOf(large.venueId, PARTITIONS));
    for (const venue of others) {
      await service!.request('PUT', `/api/venues/${venue.venueId}`, { body: venue });
    }
    await until(async () => (await recordsIn(brokers, topic)) === 1 + others.length);

    await setTopic(brokers, topic, {});
    await until(async () => (await recordsIn(brokers, topic)) === 2 + others.length);
    await until(async () => (await alertState('relay_halted')) === 'ok');
    await until(async () => (await readiness()).body.status === 'ready');
  });

  function venuesElsewhere(partition: number): ReturnType<typeof bistro>[] {
    const found: ReturnType<typeof bistro>[] = [];
    while (found.length < 2) {
      const venue = bistro();
      if (logPartitionOf(venue.venueId, PARTITIONS) !== partition) found.push(venue);
    }
    return found;
  }
});
