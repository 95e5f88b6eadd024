import { randomUUID } from 'node:crypto';
import { afterEach, beforeEach, describe, expect, test } from '@jest/globals';
import type { CommandOutcome, VenueConfiguration } from '#contracts';
import { logPartitionOf } from '#contracts';
import { COMMANDS_TOPIC, KafkaCommandSender, KafkaCommandStream, REPLIES_TOPIC } from '#kafka';
import type { HandledRecord } from '#kafka';
import type { WritePath } from '#postgres';
import { verifyLog } from '#postgres';
import { answerRecords } from '../../apps/allocator/src/commands/kafka-commands.js';
import { bistro, envelope, wish } from '../support/bistro.js';
import type { TestDatabase } from '../support/database.js';
import { sharedBrokers } from '../support/kafka-broker.js';
import { Outsider, lanesWaiting } from '../support/outsider.js';
import { PARTITIONS, createLogDatabase, writePathOn } from '../support/test-write-path.js';
import { collect, outsideKafka } from '../support/topic-collector.js';
import { until } from '../support/until.js';

type Handle = (values: readonly (Buffer | null)[]) => Promise<readonly HandledRecord[]>;

/** What Kafka may do to a consumer: give records again, take partitions away, leave zombies. */
describe('commands over Kafka that come more than once', () => {
  const brokers = sharedBrokers();
  const venues = Array.from({ length: PARTITIONS }, (_, partition) => bistroOf(partition));
  let topicPrefix: string;
  let database: TestDatabase;
  let sender: KafkaCommandSender;
  let writePaths: WritePath[];
  let streams: KafkaCommandStream[];
  let stopping: AbortController;

  beforeEach(async () => {
    topicPrefix = `${randomUUID()}.`;
    database = await createLogDatabase();
    sender = new KafkaCommandSender({ brokers, topicPrefix, partitions: PARTITIONS });
    stopping = new AbortController();
    writePaths = [];
    streams = [];
  });
  afterEach(async () => {
    stopping.abort();
    await Promise.all(streams.map((stream) => stream.stop()));
    await Promise.all([sender.close(), ...writePaths.map((writePath) => writePath.drain())]);
    const { differences } = await verifyLog({ pool: database.pool, partitions: PARTITIONS });
    await database.drop();
    expect(differences).toEqual([]);
  });

  /** One process that takes commands; `around` sees each delivery before the lanes do. */
  function member(around: (handle: Handle) => Handle = (handle) => handle): KafkaCommandStream {
    const writePath = writePathOn(database);
    const handle = around(
      answerRecords({
        commands: writePath,
        stopped: stopping.signal,
        isServing: () => true,
      }),
    );
    const stream = new KafkaCommandStream({ brokers, topicPrefix, partitions: PARTITIONS, handle });
    writePaths.push(writePath);
    streams.push(stream);
    stream.start();
    return stream;
  }

  /** For each venue its floor, a party, and its table. */
  const story = venues.flatMap((venue) => {
    const { venueId } = venue;
    const bookingId = randomUUID();
    return [
      envelope('ConfigureVenue', venueId, venue),
      envelope('RegisterBooking', venueId, wish(bookingId)),
      envelope('AssignTables', venueId, { bookingId, tableIds: [venue.tables[0]!.id] }),
    ];
  });

  const send = (commands: readonly object[]): Promise<void> =>
    sender.send(commands as { venueId: string }[]);

  async function count(table: 'events' | 'commands'): Promise<number> {
    const { rows } = await database.pool.query<{ n: number }>(`select count(*) n from ${table}`);
    return Number(rows[0]!.n);
  }

  async function decided(): Promise<string[]> {
    const { rows } = await database.pool.query<{ id: string }>(
      'select command_id id from commands',
    );
    return rows.map(({ id }) => id);
  }

  /** How far the group has come: records of all partitions whose offset was committed. */
  async function committed(): Promise<number> {
    const admin = outsideKafka(brokers).admin();
    await admin.connect();
    try {
      const [topic] = await admin.fetchOffsets({
        groupId: `${topicPrefix}allocator.commands`,
        topics: [topicPrefix + COMMANDS_TOPIC],
      });
      return topic!.partitions.reduce((sum, { offset }) => sum + Math.max(0, Number(offset)), 0);
    } finally {
      await admin.disconnect();
    }
  }

  async function replies(most: number): Promise<CommandOutcome[]> {
    const records = await collect(brokers, topicPrefix + REPLIES_TOPIC, most);
    return records.map(({ value }) => JSON.parse(String(value)) as CommandOutcome);
  }

  /** Every reply to a command tells of the same events, and only the first is no duplicate. */
  function expectOneEffectEach(outcomes: readonly CommandOutcome[]): void {
    for (const { commandId } of story) {
      const [first, ...others] = outcomes.filter((outcome) => outcome.commandId === commandId);
      expect(first).toMatchObject({ status: 'accepted' });
      for (const other of others) expect(other.events).toEqual(first!.events);
      const firsts = [first!, ...others].filter(({ duplicate }) => !duplicate);
      expect(firsts.length).toBeLessThanOrEqual(1);
    }
  }

  test('the offset moves only after the transaction', async () => {
    const outsider = await Outsider.in(database);
    const [venue] = venues;
    await outsider.lockPartition(logPartitionOf(venue!.venueId, PARTITIONS));
    let taken = 0;
    const stream = member((handle) => (values) => {
      taken += values.length;
      return handle(values);
    });
    await send([story[0]!]);
    await until(() => taken === 1);
    await until(async () => (await lanesWaiting(database.pool)).length === 1);
    expect([await committed(), stream.status().handled, await count('events')]).toEqual([0, 0, 0]);
    await outsider.commit();
    await until(() => stream.status().handled === 1);
    expect([await committed(), await count('events')]).toEqual([1, 1]);
    expect(await replies(1)).toMatchObject([{ commandId: story[0]!.commandId, duplicate: false }]);
    await outsider.end();
  });

  test('a group that begins anew is given all of them again, and nothing happens twice', async () => {
    const before = member();
    await send(story);
    await until(() => before.status().handled === story.length);
    const recorded = await count('events');
    await before.stop();
    const admin = outsideKafka(brokers).admin();
    await admin.connect();
    const group = { groupId: `${topicPrefix}allocator.commands` };
    await admin.resetOffsets({ ...group, topic: topicPrefix + COMMANDS_TOPIC, earliest: true });
    await admin.disconnect();
    const after = member();
    await until(() => after.status().handled === story.length);
    expect([await count('events'), await count('commands')]).toEqual([recorded, story.length]);
    expectOneEffectEach(await replies(2 * story.length));
    expect(await committed()).toBe(story.length);
  });

  test('a member that lost its partitions finishes what it had in hand, after others did', async () => {
    let open!: () => void;
    const gate = new Promise<void>((resolve) => (open = resolve));
    const inHand: Promise<readonly HandledRecord[]>[] = [];
    const taken = new Set<string>();
    // What it is given it holds on to, as a process does that was stopped and goes on later.
    const zombie = member((handle) => (values) => {
      for (const value of values) taken.add(commandIdIn(value));
      const late = gate.then(() => handle(values));
      inHand.push(late);
      return late;
    });
    await zombie.ready;
    await send(story);
    await until(() => inHand.length > 0);
    const heir = member();
    await heir.ready;
    // The heir may begin with what nobody had in hand; it is the rest that must have been done twice.
    await until(async () => (await decided()).some((id) => taken.has(id)));
    open();
    await Promise.all(inHand);
    await until(async () => (await committed()) === story.length);
    expect(await count('commands')).toBe(story.length);
    const outcomes = (await Promise.all(inHand)).flat().map(({ outcome }) => outcome!);
    expect(outcomes.some(({ duplicate }) => duplicate)).toBe(true);
    expect(outcomes.every(({ status }) => status === 'accepted')).toBe(true);
    expect(await count('events')).toBe(story.length);
  });
});

function commandIdIn(value: Buffer | null): string {
  return (JSON.parse(String(value)) as { commandId: string }).commandId;
}

function bistroOf(partition: number): VenueConfiguration {
  for (;;) {
    const venue = bistro();
    if (logPartitionOf(venue.venueId, PARTITIONS) === partition) return venue;
  }
}
