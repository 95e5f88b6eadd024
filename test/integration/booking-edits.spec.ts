import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, expect, test } from '@jest/globals';
import type { Command, CommandOutcome } from '#contracts';
import { KafkaCommandSender, REPLIES_TOPIC } from '#kafka';
import { verifyLog } from '#postgres';
import fc from 'fast-check';
import { startTestAllocator } from '../support/allocator.js';
import type { TestAllocator } from '../support/allocator.js';
import { histories, playHistory } from '../support/booking-edits.js';
import { inVenue } from '../support/commands.js';
import { ENFORCING, idOf } from '../support/floor-plan.js';
import { sharedBrokers } from '../support/kafka-broker.js';
import { call } from '../support/sql-caller.js';
import { collect } from '../support/topic-collector.js';

const PARTITIONS = 4;
const HISTORIES = 24;
const ROUTES = ['http', 'kafka', 'sql'] as const;
type Route = (typeof ROUTES)[number];

/** What came of a command: accepted or why not, and the warnings of who is told them. */
type Told = readonly [code: string, warnings: readonly string[]];

const brokers = sharedBrokers();
const topicPrefix = `${randomUUID()}.`;
let service: TestAllocator;
let sender: KafkaCommandSender;

beforeAll(async () => {
  service = await startTestAllocator({
    LOG_PARTITIONS: String(PARTITIONS),
    KAFKA_BROKERS: brokers.join(','),
    KAFKA_TOPIC_PREFIX: topicPrefix,
  });
  sender = new KafkaCommandSender({ brokers, topicPrefix, partitions: PARTITIONS });
});
afterAll(async () => {
  await sender.close();
  await service.stop();
});

test('edits of bookings lead to the same by HTTP, by Kafka, and beside SQL', async () => {
  const drawn = fc.sample(histories(16), HISTORIES).map((turns) => {
    const commands: Command[] = [];
    playHistory(turns, ENFORCING, undefined, ({ command }) => {
      // The clock's own command comes from nobody else.
      if (command.type !== 'ExtendStay') commands.push(yearsLater(command));
    });
    return commands;
  });

  const byKafka = drawn.flatMap((commands, at) => commands.map((one) => sent(one, at, 'kafka')));
  await sender.send(byKafka);
  const told = new Map<string, Told>();
  for (const [at, commands] of drawn.entries()) {
    for (const command of commands) {
      const id = `${at} ${command.commandId}`;
      const http = await byHttp(sent(command, at, 'http'));
      told.set(id, http);
      expect([id, ...(await besideSql(sent(command, at, 'sql'), http))]).toEqual([id, ...http]);
    }
  }
  const replies = await collect(brokers, topicPrefix + REPLIES_TOPIC, byKafka.length);
  const outcomes = new Map(
    replies.map(({ value }) => {
      const outcome = JSON.parse(String(value)) as CommandOutcome;
      return [outcome.commandId, outcome] as const;
    }),
  );
  for (const [at, commands] of drawn.entries()) {
    for (const command of commands) {
      const outcome = outcomes.get(sent(command, at, 'kafka').commandId)!;
      expect(toldBy(outcome)).toEqual(told.get(`${at} ${command.commandId}`));
    }
    const [http, kafka, sql] = await Promise.all(ROUTES.map((route) => recordOf(at, route)));
    expect(kafka).toEqual(http);
    expect(sql).toEqual(http);
  }
  const { pool } = service.database;
  expect((await verifyLog({ pool, partitions: PARTITIONS })).differences).toEqual([]);
});

/** The evening of the histories, where no real clock has been yet. */
function yearsLater(command: Command): Command {
  return JSON.parse(JSON.stringify(command).replaceAll('2026-11-', '2036-11-')) as Command;
}

/** The command to the history's venue of a route, as a client sends it. */
function sent(command: Command, at: number, route: Route) {
  const { commandId, type, venueId, data } = inVenue(command, `${at} ${route}`);
  return { commandId, type, venueId, data };
}

type Sent = ReturnType<typeof sent>;

async function byHttp(body: Sent): Promise<Told> {
  const answer = await service.request('POST', '/api/commands', { body });
  const refused = answer.body as { outcome?: CommandOutcome };
  return toldBy(answer.status === 200 ? (answer.body as CommandOutcome) : refused.outcome!);
}

/** Seats by the function for SQL callers, who hear no warnings; the rest goes by HTTP. */
async function besideSql(command: Sent, [, warnings]: Told): Promise<Told> {
  if (command.type !== 'AssignTables') return byHttp(command);
  const { bookingId, tableIds, window } = command.data as Extract<
    Command,
    { type: 'AssignTables' }
  >['data'];
  const times = [window?.start ?? null, window?.end ?? null];
  const answer = await call(
    service.database.pool,
    'assign_tables_atomic_v2($1, $2, null, null, null, $3, $4)',
    [bookingId, tableIds, ...times],
  );
  return [answer.ok ? 'accepted' : answer.refusal.code, warnings];
}

function toldBy({ rejection, warnings }: CommandOutcome): Told {
  return [rejection?.code ?? 'accepted', (warnings ?? []).map(({ code }) => code)];
}

const NAMES = ['venue', 'A', 'B', 'C', 'HA', 'HB', 'HC', 'T1', 'T2', 'T3', 'T4', 'T5'];
const MOMENTS: ReadonlySet<string> = new Set(['expiresAt', 'expiresAtMax', 'endedAt']);

/** The events and the seats of a history's venue, by the names of the specification. */
async function recordOf(at: number, route: Route) {
  const of = (name: string) => inVenue({ data: { id: idOf(name) } } as never, `${at} ${route}`);
  const idHere = (name: string) => (of(name) as unknown as { data: { id: string } }).data.id;
  const named = new Map(NAMES.map((name) => [idHere(name), name]));
  const plain = (value: unknown): unknown =>
    JSON.parse(JSON.stringify(value), (key, member: unknown) => {
      if (MOMENTS.has(key)) return member === null ? null : 'some time';
      if (key === 'mergeGroupId') return member !== null;
      if (key === 'message') return 'some words';
      return typeof member === 'string' ? (named.get(member) ?? member) : member;
    });
  const { pool } = service.database;
  const { rows: events } = await pool.query<object>(
    `select type, data from events where venue_id = $1 and type not in ('CommandRejected', 'VenueConfigured')
     order by seq`,
    [idHere('venue')],
  );
  const { rows: seats } = await pool.query<{ booking: string; table: string }>(
    `select booking_id as booking, table_id as table, start_at, end_at
     from booking_table_assignments where booking_id = any($1)`,
    [['A', 'B', 'C'].map(idHere)],
  );
  const { rows: bookings } = await pool.query<{ id: string }>(
    `select booking_id as id, status, "window"::text, ends_at, sent from bookings where venue_id = $1`,
    [idHere('venue')],
  );
  const byName = (rows: readonly object[]) => rows.map((row) => JSON.stringify(plain(row))).sort();
  return { events: events.map(plain), seats: byName(seats), bookings: byName(bookings) };
}
