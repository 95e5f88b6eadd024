import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import type { LoggedEvent, RecordedEvent } from '#contracts';
import { EVENTS_TOPIC, KafkaTransport } from '#kafka';
import { PostgresLogReader, writeObservabilityRows } from '#postgres';
import { observabilityOf } from '#telemetry';
import { assign, configure, inVenue, register } from '../support/commands.js';
import type { TestDatabase } from '../support/database.js';
import { EventLog } from '../support/event-log.js';
import { sharedBrokers } from '../support/kafka-broker.js';
import { ndjson, runCli } from '../support/run-cli.js';
import { createLogDatabase, PARTITIONS, writePathOn } from '../support/test-write-path.js';
import { outsideKafka } from '../support/topic-collector.js';

/** What the log has and the topic not: the last events of every partition are not published yet. */
const UNPUBLISHED = 3;

describe('a replay from Kafka', () => {
  let database: TestDatabase;
  let events: LoggedEvent[];
  const topicPrefix = `${randomUUID()}.`;

  beforeAll(async () => {
    database = await createLogDatabase();
    const writePath = writePathOn(database);
    for (const venue of ['one', 'two', 'three']) {
      const ask = (command: ReturnType<typeof configure>) =>
        writePath.submit(inVenue(command, venue));
      await ask(configure());
      for (let n = 0; n < 15; n++) {
        const day = String(1 + n).padStart(2, '0');
        await ask(register(`B${n}`, { startsAt: `2026-12-${day}T19:00:00.000Z` }));
        await ask(assign(`B${n}`, 'T2'));
      }
    }
    await writePath.drain();
    const log = new PostgresLogReader(database.pool, PARTITIONS);
    events = [];
    const transport = transportOf(topicPrefix);
    await transport.ensureTopics();
    for (let partition = 0; partition < PARTITIONS; partition++) {
      const all = await log.read(partition, 0, 10_000);
      events.push(...all);
      const published = all.slice(0, Math.max(0, all.length - UNPUBLISHED));
      if (published.length === 0) continue;
      await transport.publish([{ partition, epoch: 1, events: published }]);
      // A deposed relay's late repeat.
      await transport.publish([{ partition, epoch: 1, events: published.slice(-2) }]);
    }
    await transport.close();
    await writeObservabilityRows(database.pool, events.flatMap(observabilityOf));
  });
  afterAll(() => database.drop());

  function transportOf(prefix: string): KafkaTransport {
    const brokers = sharedBrokers();
    return new KafkaTransport({ brokers, topicPrefix: prefix, partitions: PARTITIONS });
  }

  const replay = (args: readonly string[], prefix = topicPrefix) =>
    runCli(['replay', '--source', 'kafka', ...args], {
      env: {
        DATABASE_URL: database.databaseUrl,
        KAFKA_BROKERS: sharedBrokers().join(','),
        KAFKA_TOPIC_PREFIX: prefix,
      },
    });

  test('gives the same events as the log, and what is not published yet from there', async () => {
    const { stdout, stderr, code } = await replay(['--to', 'stdout']);
    expect(code).toBe(0);
    expect(ndjson<RecordedEvent>(stdout)).toEqual(events.map(({ event }) => event));
    expect(stderr).toContain('not published yet; read from the log');
  });

  test('by venue, type and seq, as from the log', async () => {
    const { venueId } = inVenue(configure(), 'two');
    const filters = ['--venue', venueId, '--types', 'TablesAssigned', '--from-seq', '6'];
    const { stdout } = await replay(['--to', 'stdout', ...filters]);
    const wanted = events
      .map(({ event }) => event)
      .filter((event) => event.venueId === venueId && event.seq >= 6)
      .filter(({ type }) => type === 'TablesAssigned');
    expect(wanted.length).toBeGreaterThan(5);
    expect(ndjson<RecordedEvent>(stdout)).toEqual(wanted);
    const counted = await replay(['--to', 'stdout', ...filters, '--dry-run', '--json']);
    expect(ndjson(counted.stdout)).toEqual([
      {
        dryRun: true,
        target: 'stdout',
        events: wanted.length,
        types: { TablesAssigned: wanted.length },
      },
    ]);
  });

  test('is counted in little memory, however long a partition is', async () => {
    const env = { NODE_OPTIONS: '--max-old-space-size=64' };
    const { code, stdout } = await runCli([], { script: './long-topic.js', env });
    expect(code).toBe(0);
    expect(JSON.parse(stdout)).toEqual({ HoldPlaced: 150_000, TablesAssigned: 50_000 });
  });

  test('refills telemetry, and goes on from Kafka when it is resumed', async () => {
    const { rowCount } = await database.pool.query('delete from observability_events');
    const { stdout } = await replay(['--to', 'telemetry', '--json']);
    expect(ndjson(stdout)).toMatchObject([{ state: 'done', written: rowCount }]);

    await database.pool.query('delete from observability_events');
    const { rows } = await database.pool.query<{ id: string; source: string }>(
      `update replays set state = 'running', positions = starts, events = 0, written = 0
        where target = 'telemetry' returning id, source`,
    );
    expect(rows).toMatchObject([{ source: 'kafka' }]);
    const resumed = await replay(['--resume', rows[0]!.id, '--json']);
    expect(ndjson(resumed.stdout)).toMatchObject([{ state: 'done', written: rowCount }]);
    expect(resumed.stderr).toContain('read from the log');
  });

  test('what retention has cut off is read from the log and told, or refused', async () => {
    const prefix = `${randomUUID()}.`;
    const transport = transportOf(prefix);
    await transport.ensureTopics();
    const { partition } = events[0]!.event;
    const ofFirst = events.filter(({ event }) => event.partition === partition);
    await transport.publish([{ partition, epoch: 1, events: ofFirst }]);
    await transport.close();
    const admin = outsideKafka(sharedBrokers()).admin();
    await admin.connect();
    const topic = prefix + EVENTS_TOPIC;
    // Without having seen the topic, this client cannot delete in it.
    await admin.fetchTopicOffsets(topic);
    await admin.deleteTopicRecords({ topic, partitions: [{ partition, offset: '4' }] });
    await admin.disconnect();

    const { venueId } = ofFirst[0]!.event;
    const told = await replay(['--to', 'stdout', '--venue', venueId], prefix);
    expect(told.stderr).toContain(`partition ${partition} seq 1 to 4`);
    expect(ndjson<RecordedEvent>(told.stdout)).toEqual(
      ofFirst.map(({ event }) => event).filter((event) => event.venueId === venueId),
    );
    const only = ['--to', 'stdout', '--venue', venueId, '--no-refill', '--json'];
    const refused = await replay(only, prefix);
    expect(refused.code).toBe(1);
    expect(ndjson(refused.stdout)).toMatchObject([{ error: { code: 'TOPIC_INCOMPLETE' } }]);
  });

  test('a topic of another log is refused, and one that was changed', async () => {
    const prefix = `${randomUUID()}.`;
    const transport = transportOf(prefix);
    await transport.ensureTopics();
    const stranger = await createLogDatabase();
    const foreign = new EventLog(stranger.pool, PARTITIONS);
    for (let partition = 0; partition < PARTITIONS; partition++) {
      const others = await foreign.append(partition, 2);
      await transport.publish([{ partition, epoch: 1, events: others }]);
    }
    await transport.close();
    const refused = await replay(['--to', 'stdout', '--json'], prefix);
    expect(refused.code).toBe(1);
    expect(ndjson(refused.stdout)).toMatchObject([{ error: { code: 'TOPIC_FOREIGN' } }]);
    await stranger.drop();

    const changedPrefix = `${randomUUID()}.`;
    const changed = transportOf(changedPrefix);
    await changed.ensureTopics();
    const { partition } = events[0]!.event;
    const records = events.filter(({ event }) => event.partition === partition);
    const [first, second] = records;
    const forged = {
      ...second!,
      event: { ...second!.event, recordedAt: '2026-01-01T00:00:00.000Z' },
    };
    await changed.publish([{ partition, epoch: 1, events: [first!, forged] }]);
    await changed.close();
    const broken = await replay(['--to', 'stdout', '--json'], changedPrefix);
    expect(broken.code).toBe(1);
    expect(ndjson(broken.stdout.split('\n').slice(-2).join('\n'))).toMatchObject([
      { error: { code: 'TOPIC_BROKEN' } },
    ]);
  });

  test('not without Kafka', async () => {
    const env = { DATABASE_URL: database.databaseUrl };
    const { code } = await runCli(['replay', '--source', 'kafka', '--to', 'stdout'], { env });
    expect(code).toBe(2);
  });
});
