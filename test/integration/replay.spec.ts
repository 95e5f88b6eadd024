import { randomUUID } from 'node:crypto';
import { afterAll, afterEach, beforeAll, describe, expect, test } from '@jest/globals';
import type { LoggedEvent, RecordedEvent } from '#contracts';
import { PostgresLogReader, verifyLog, writeObservabilityRows } from '#postgres';
import type { ObservabilityRow } from '#postgres';
import { observabilityOf } from '#telemetry';
import { assign, configure, hold, inVenue, register, release } from '../support/commands.js';
import type { TestDatabase } from '../support/database.js';
import { sharedBrokers } from '../support/kafka-broker.js';
import { RowWatch } from '../support/row-watch.js';
import { endOf, ndjson, onTerminal, runCli, startCli } from '../support/run-cli.js';
import { createLogDatabase, PARTITIONS, writePathOn } from '../support/test-write-path.js';
import { collect, recordsIn } from '../support/topic-collector.js';
import { rateOfLatestReplay } from '../support/replay-rate.js';
import { until } from '../support/until.js';

interface Summary {
  readonly id: string;
  readonly state: string;
  readonly events: number;
  readonly written: number;
}

describe('replay', () => {
  let database: TestDatabase;
  let events: LoggedEvent[];
  let rows: ObservabilityRow[];

  /** Two venues with bookings that are held, released and seated: a log and its telemetry. */
  beforeAll(async () => {
    database = await createLogDatabase();
    const writePath = writePathOn(database);
    for (const venue of ['one', 'two']) {
      const ask = (command: ReturnType<typeof configure>) =>
        writePath.submit(inVenue(command, venue));
      await ask(configure());
      for (let n = 0; n < 20; n++) {
        const booking = `B${n}`;
        const day = String(1 + (n % 28)).padStart(2, '0');
        await ask(register(booking, { startsAt: `2026-12-${day}T19:00:00.000Z` }));
        await ask(hold(`H${n}`, booking, 'T1'));
        await ask(release(`H${n}`, booking));
        await ask(assign(booking, 'T2'));
      }
    }
    await writePath.drain();
    const log = new PostgresLogReader(database.pool, PARTITIONS);
    events = [];
    for (let p = 0; p < PARTITIONS; p++) events.push(...(await log.read(p, 0, 10_000)));
    rows = events.flatMap(observabilityOf);
    await writeObservabilityRows(database.pool, rows);
  });
  afterAll(() => database.drop());

  const replay = (...args: string[]) =>
    runCli(['replay', ...args], { env: { DATABASE_URL: database.databaseUrl } });
  const summary = async (...args: string[]): Promise<Summary> => {
    const { stdout } = await replay(...args, '--json');
    return ndjson<Summary>(stdout)[0]!;
  };

  /** Every column but the mark, in the order of the ids. */
  async function telemetry(): Promise<unknown[]> {
    const found = await database.pool.query<{ row: unknown }>(
      `select to_jsonb(o) - 'replay_id' as row from observability_events o order by id`,
    );
    return found.rows.map(({ row }) => row);
  }
  async function marks(): Promise<Map<string | null, number>> {
    const found = await database.pool.query<{ replay_id: string | null; n: number }>(
      'select replay_id, count(*) as n from observability_events group by 1',
    );
    return new Map(found.rows.map(({ replay_id, n }) => [replay_id, n]));
  }
  afterEach(() => database.pool.query('update observability_events set replay_id = null'));

  test('brings exactly the deleted rows of a time back, marked, and again nothing', async () => {
    const before = await telemetry();
    const times = events.map(({ event }) => event.recordedAt).sort();
    const at = times[Math.floor(times.length / 2)]!;
    const { rowCount: deleted } = await database.pool.query(
      'delete from observability_events where created_at >= $1',
      [at],
    );
    expect(deleted).toBeGreaterThan(10);
    expect(deleted).toBeLessThan(rows.length);

    const first = await summary('--to', 'telemetry', '--from', at);
    expect(first).toMatchObject({ state: 'done', written: deleted });
    expect(first.events).toBeLessThan(events.length);
    expect(await telemetry()).toEqual(before);
    expect(await marks()).toEqual(
      new Map([
        [null, rows.length - deleted!],
        [first.id, deleted],
      ]),
    );
    expect(await summary('--to', 'telemetry')).toMatchObject({
      state: 'done',
      events: events.length,
      written: 0,
    });
    expect(await telemetry()).toEqual(before);
  });

  test('the script of the runbook does the same', async () => {
    const before = await telemetry();
    await database.pool.query('delete from observability_events');
    const env = { DATABASE_URL: database.databaseUrl };
    const script = '../../scripts/replay-allocator-events.js';
    const { code, stdout } = await runCli(['--json'], { env, script });
    expect(code).toBe(0);
    expect(ndjson(stdout)).toMatchObject([{ state: 'done', written: rows.length }]);
    expect(await telemetry()).toEqual(before);
  });

  test('killed half-way, it goes on where it was', async () => {
    const before = await telemetry();
    await database.pool.query('delete from observability_events');
    const watch = await RowWatch.on(database, 'observability_events');
    try {
      const killed = startCli(['replay', '--to', 'telemetry', '--rate', '50'], {
        DATABASE_URL: database.databaseUrl,
      });
      const ended = endOf(killed);
      await watch.rows('select id from observability_events', 5);
      killed.kill('SIGKILL');
      await ended;
    } finally {
      await watch.stop();
    }
    const found = await database.pool.query<Summary>(
      `select * from replays where state = 'running'`,
    );
    expect(found.rows).toHaveLength(1);
    const [left] = found.rows;
    expect(left!.written).toBe((await telemetry()).length);
    expect(left!.written).toBeLessThan(rows.length);

    const resumed = await summary('--resume', left!.id);
    expect(resumed).toMatchObject({ id: left!.id, state: 'done', written: rows.length });
    expect(resumed.events).toBe(events.length);
    expect(await telemetry()).toEqual(before);
    const again = await replay('--resume', left!.id, '--json');
    expect(again.code).toBe(1);
    expect(ndjson(again.stdout)).toMatchObject([{ error: { code: 'REPLAY_NOT_RUNNING' } }]);
  });

  test('to stdout: the events as they are, by venue, type and seq', async () => {
    const { stdout } = await replay('--to', 'stdout');
    expect(ndjson<RecordedEvent>(stdout)).toEqual(events.map(({ event }) => event));
    const venueId = inVenue(configure(), 'two').venueId;
    const filters = ['--venue', venueId, '--types', 'HoldPlaced,HoldReleased', '--from-seq', '10'];
    const filtered = ndjson<RecordedEvent>((await replay('--to', 'stdout', ...filters)).stdout);
    expect(filtered).toEqual(
      events
        .map(({ event }) => event)
        .filter((event) => event.venueId === venueId && event.seq >= 10)
        .filter(({ type }) => type === 'HoldPlaced' || type === 'HoldReleased'),
    );
    expect(filtered.length).toBeGreaterThan(20);
  });

  test('of a time: from it on, and before another', async () => {
    const times = [...new Set(events.map(({ event }) => event.recordedAt))].sort();
    const [start, end] = [
      times[Math.floor(times.length / 4)]!,
      times[Math.floor(times.length / 2)]!,
    ];
    const within = events
      .map(({ event }) => event)
      .filter(({ recordedAt }) => recordedAt >= start && recordedAt < end);
    expect(within.length).toBeGreaterThan(10);
    expect(within.length).toBeLessThan(events.length / 2);
    const args = ['--to', 'stdout', '--from', start, '--to-time', end];
    expect(ndjson<RecordedEvent>((await replay(...args)).stdout)).toEqual(within);
    const { rowCount } = await database.pool.query(
      'delete from observability_events where created_at >= $1 and created_at < $2',
      [start, end],
    );
    const refilled = await summary('--to', 'telemetry', '--from', start, '--to-time', end);
    expect(refilled).toMatchObject({ events: within.length, written: rowCount });
    expect(await marks()).toEqual(
      new Map([
        [null, rows.length - rowCount!],
        [refilled.id, rowCount],
      ]),
    );
  });

  test('at a rate, and not faster', async () => {
    const limited = ['--to', 'stdout', '--types', 'TablesAssigned', '--rate', '40'];
    expect(ndjson((await replay(...limited)).stdout)).toHaveLength(40);
    expect(await rateOfLatestReplay(database.pool, 40)).toBeLessThanOrEqual(40);
  });

  test('on a terminal a bar shows how far it is', async () => {
    const { code, stdout } = await onTerminal(['replay', '--to', 'telemetry', '--rate', '200'], {
      DATABASE_URL: database.databaseUrl,
    });
    expect(code).toBe(0);
    const counts = [...stdout.matchAll(/(\d+)% \| (\d+) of (\d+) events/g)];
    const shown = counts.map(([, , done]) => Number(done));
    expect(shown.some((done) => done > 0 && done < events.length)).toBe(true);
    expect(shown).toEqual([...shown].sort((a, b) => a - b));
    expect(stdout).toContain(`done: ${events.length} events`);
  });

  test('a dry run counts, and leaves no trace', async () => {
    const count = async () =>
      (await database.pool.query<{ n: number }>('select count(*) as n from replays')).rows[0]!.n;
    const before = await count();
    const { stdout } = await replay('--to', 'telemetry', '--types', 'HoldPlaced', '--dry-run');
    expect(stdout).toBe('HoldPlaced 40\n40 events would be replayed\n');
    expect(await count()).toBe(before);
  });

  test('what was dropped from telemetry stays dropped', async () => {
    const [hold] = events.filter(({ event }) => event.type === 'HoldPlaced');
    const { partition, seq, venueId, id, type } = hold!.event;
    await database.pool.query(
      `insert into parked_events (projection, partition, seq, venue_id, event_id, type, error,
                                  dropped_at, dropped_by, drop_reason)
       values ('telemetry', $1, $2, $3, $4, $5, 'x', now(), 'ann', 'y')`,
      [partition, seq, venueId, id, type],
    );
    await database.pool.query('delete from observability_events');
    expect(await summary('--to', 'telemetry')).toMatchObject({ written: rows.length - 1 });
    await database.pool.query('delete from parked_events');
    expect(await summary('--to', 'telemetry')).toMatchObject({ written: 1 });
  });

  test('to another topic: the records of the events topic', async () => {
    const topic = `replayed-${randomUUID()}`;
    const brokers = sharedBrokers();
    const env = { DATABASE_URL: database.databaseUrl, KAFKA_BROKERS: brokers.join(',') };
    const { code } = await runCli(['replay', '--to', `topic:${topic}`], { env });
    expect(code).toBe(0);
    const messages = await collect(brokers, topic, events.length);
    const read = messages.map(({ value }) => JSON.parse(String(value)) as RecordedEvent);
    const inOrder = read.sort((a, b) => a.partition - b.partition || a.seq - b.seq);
    expect(inOrder).toEqual(events.map(({ event }) => event));
  });

  test('to a topic, killed half-way: resumed, nothing is missing', async () => {
    const topic = `replayed-${randomUUID()}`;
    const brokers = sharedBrokers();
    const env = { DATABASE_URL: database.databaseUrl, KAFKA_BROKERS: brokers.join(',') };
    const killed = startCli(['replay', '--to', `topic:${topic}`, '--rate', '50'], env);
    const ended = endOf(killed);
    const left = async () => {
      const query = `select * from replays where target = $1 and events > 0`;
      return (await database.pool.query<Summary>(query, [`topic:${topic}`])).rows[0];
    };
    await until(async () => (await left()) !== undefined);
    killed.kill('SIGKILL');
    await ended;
    const { id, events: sent } = (await left())!;
    expect(sent).toBeLessThan(events.length);
    const { code } = await runCli(['replay', '--resume', id], { env });
    expect(code).toBe(0);
    const records = await recordsIn(brokers, topic);
    // Only what it was sending when it was killed may be there twice: at this rate, ten.
    expect(records).toBeLessThanOrEqual(events.length + 10);
    const messages = await collect(brokers, topic, records);
    const read = messages.map(({ value }) => (JSON.parse(String(value)) as RecordedEvent).id);
    expect(new Set(read)).toEqual(new Set(events.map(({ event }) => event.id)));
  });

  test.each([
    [[]],
    [['--to', 'somewhere']],
    [['--to', 'topic:allocator.events.v1']],
    [['--to', 'telemetry', '--types', 'TableDanced']],
    [['--to', 'telemetry', '--from', 'yesterday']],
    [['--to', 'topic:mine']],
    [['--to', 'telemetry', '--no-refill', '--source', 'postgres']],
  ])('%j is wrong usage', async (args) => {
    expect((await replay(...args)).code).toBe(2);
  });

  test.each([
    [['--from', '2026-12-02', '--to-time', '2026-12-01'], '--from must be before --to-time.'],
    [['--from', '2026-12-02', '--to-time', '2026-12-02T01:00+01:00'], '--from must be before'],
    [['--no-refill'], '--no-refill goes with --source kafka.'],
  ])('%j would be of no effect, and is refused', async (args, message) => {
    const replays = async () => (await database.pool.query('select from replays')).rowCount;
    const before = await replays();
    for (const dryRun of [[], ['--dry-run']]) {
      const told = await replay('--to', 'telemetry', ...args, ...dryRun);
      expect(told).toMatchObject({ code: 2, stdout: '', stderr: expect.stringContaining(message) });
    }
    expect(await replays()).toBe(before);
  });

  test('--no-refill of a replay that was begun from the log is refused, too', async () => {
    const { id } = await summary('--to', 'telemetry');
    const told = await replay('--resume', id, '--no-refill');
    expect(told).toMatchObject({ code: 2, stderr: expect.stringContaining('--source kafka') });
  });

  test('and nothing of all this touched the floor', async () => {
    const { differences } = await verifyLog({ pool: database.pool, partitions: PARTITIONS });
    expect(differences).toEqual([]);
  });
});
