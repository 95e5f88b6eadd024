import { randomUUID } from 'node:crypto';
import { afterAll, afterEach, beforeAll, describe, expect, test } from '@jest/globals';
import type { TableDifference } from '#contracts';
import { KafkaTransport } from '#kafka';
import { findReplay, PostgresLogReader, verifyLog } from '#postgres';
import type { Difference, WritePath } from '#postgres';
import { assign, block, configure, hold, inVenue, register } from '../support/commands.js';
import type { TestDatabase } from '../support/database.js';
import { from } from '../support/floor-plan.js';
import { sharedBrokers } from '../support/kafka-broker.js';
import { endOf, ndjson, runCli, startCli } from '../support/run-cli.js';
import { createLogDatabase, PARTITIONS, writePathOn } from '../support/test-write-path.js';
import { rateOfLatestReplay } from '../support/replay-rate.js';
import { until } from '../support/until.js';

interface Summary {
  readonly id: string;
  readonly state: string;
  readonly events: number;
  readonly written: number;
  readonly difference: readonly TableDifference[];
}

interface Verified {
  readonly ok: boolean;
  readonly log: { readonly differences: readonly Difference[] };
}

const BOOKINGS = 30;

describe('the tables, from a shell', () => {
  let database: TestDatabase;
  let writePath: WritePath;

  beforeAll(async () => {
    database = await createLogDatabase();
    writePath = writePathOn(database);
    for (const venue of ['one', 'two']) {
      const ask = (command: ReturnType<typeof configure>) =>
        writePath.submit(inVenue(command, venue));
      await ask(configure());
      for (let n = 0; n < BOOKINGS; n++) {
        const startsAt = new Date(Date.UTC(2027, 0, 1 + n, 19)).toISOString();
        await ask(register(`B${n}`, { startsAt }));
        await ask(assign(`B${n}`, 'T2'));
      }
      await ask(hold('H1', 'B1', 'T1'));
      await ask(block('K1', ['F1'], from('12:00', '15:00')));
    }
  });
  afterAll(async () => {
    await writePath.drain();
    await database.drop();
  });

  const env = () => ({ DATABASE_URL: database.databaseUrl });
  const cli = (...args: string[]) => runCli(args, { env: env() });
  const replay = (...args: string[]) => cli('replay', '--to', 'allocations', ...args);
  const summary = ({ stdout }: { stdout: string }) => ndjson<Summary>(stdout)[0]!;
  async function verify(): Promise<{ code: number | null; first: readonly Difference[] }> {
    const { code, stdout } = await cli('verify', '--deep', '--json');
    return { code, first: ndjson<Verified>(stdout)[0]!.log.differences };
  }
  const damage = () => database.pool.query('delete from booking_table_assignments');
  const repaired = async () => expect((await replay('--apply')).code).toBe(0);

  /** The id of the replay that runs, once it has folded something. */
  async function underWay(): Promise<string> {
    const query = `select id from replays where state = 'running' and events > 0`;
    const running = async () => (await database.pool.query<{ id: string }>(query)).rows;
    await until(async () => (await running()).length > 0);
    return (await running())[0]!.id;
  }

  // Whatever a test has left behind is found here and not by the next one.
  afterEach(async () => {
    const { differences } = await verifyLog({ pool: database.pool, partitions: PARTITIONS });
    expect(differences).toEqual([]);
  });

  const interferences: readonly [string, string, string][] = [
    [
      'an allocation deleted',
      'allocations',
      `delete from allocations where ctid = (select min(ctid) from allocations)
       returning 'allocations ' || id as named`,
    ],
    [
      'an allocation changed',
      'allocations',
      `update allocations set "window" = '[2031-01-01,2031-01-02)'
        where ctid = (select min(ctid) from allocations) returning 'allocations ' || id as named`,
    ],
    [
      'an allocation forged',
      'allocations',
      `insert into allocations (venue_id, resource_id, "window")
       select venue_id, gen_random_uuid(), '[2031-01-01,2031-01-02)' from venues limit 1
       returning 'allocations ' || id as named`,
    ],
    [
      "a booking's tables deleted",
      'booking_table_assignments',
      `delete from booking_table_assignments
        where ctid = (select min(ctid) from booking_table_assignments)
       returning 'booking_table_assignments ' || booking_id || ' ' || table_id as named`,
    ],
    [
      'a hold prolonged',
      'table_holds',
      `update table_holds set expires_at = expires_at + interval '1 hour'
        where ctid = (select min(ctid) from table_holds) returning 'table_holds ' || id as named`,
    ],
    [
      'a hold forged',
      'table_holds',
      `insert into table_holds (id, venue_id, table_ids, start_at, end_at, expires_at, expires_at_max)
       select gen_random_uuid(), venue_id, array[gen_random_uuid()], '2031-01-01', '2031-01-02',
              '2031-01-01', '2031-01-01' from venues limit 1
       returning 'table_holds ' || id as named`,
    ],
    [
      'a booking rewritten',
      'bookings',
      `update bookings set party_size = 9 where ctid = (select min(ctid) from bookings)
       returning 'bookings ' || booking_id as named`,
    ],
  ];

  test.each(interferences)(
    '%s: verify names it and exits 3, a replay repairs it',
    async (_what, table, statement) => {
      const { rows } = await database.pool.query<{ named: string }>(statement);
      const { code, first } = await verify();
      expect(code).toBe(3);
      expect(first).toMatchObject([{ check: 'fold', where: rows[0]!.named }]);
      const applied = await replay('--apply', '--json');
      expect(applied.code).toBe(0);
      expect(summary(applied)).toMatchObject({ state: 'applied', difference: [{ table }] });
    },
  );

  test('shows first, and applies exactly that when it is told', async () => {
    await damage();
    const shown = await replay();
    expect(shown.code).toBe(3);
    expect(shown.stdout).toMatch(
      /^booking_table_assignments: 60 to add, 0 to remove, 0 to change\n {2}added [0-9a-f-]{36} /,
    );
    expect(shown.stdout).toContain('nothing was changed');
    const next = /allocator replay (--resume \S+ --apply)/.exec(shown.stderr)![1]!.split(' ');
    const unasked = await cli('replay', ...next.slice(0, 2));
    expect(unasked).toMatchObject({ code: 2, stderr: expect.stringContaining('--apply') });
    const applied = await cli('replay', ...next);
    expect(applied).toMatchObject({ code: 0, stdout: expect.stringContaining('repaired') });
    expect(await verify()).toEqual({ code: 0, first: [] });
  });

  test('is refused once the log has moved, and says what to do', async () => {
    await damage();
    const shown = summary(await replay('--json'));
    expect(shown).toMatchObject({ state: 'compared', written: 0 });
    const startsAt = '2028-01-01T19:00:00.000Z';
    await writePath.submit(inVenue(register('late', { startsAt }), 'one'));
    const refused = await cli('replay', '--resume', shown.id, '--apply', '--json');
    expect(refused.code).toBe(1);
    expect(ndjson(refused.stdout)).toMatchObject([{ error: { code: 'LOG_MOVED' } }]);
    expect(refused.stderr).toContain('allocator replay --to allocations --apply');
    expect((await replay('--apply')).code).toBe(0);
  });

  test('of one venue, and as a dry run', async () => {
    await damage();
    const { venueId } = inVenue(configure(), 'two');
    const dry = await replay('--venue', venueId, '--dry-run', '--json');
    expect(dry.code).toBe(3);
    expect(summary(dry)).toMatchObject({ state: 'done', difference: [{ added: 30 }] });
    const applied = await cli('replay', '--resume', summary(dry).id, '--apply');
    expect(applied.code).toBe(1);
    expect((await replay('--venue', venueId, '--apply')).code).toBe(0);
    expect(summary(await replay('--apply', '--json'))).toMatchObject({ written: 30 });
  });

  test('killed in the middle of it, it goes on where it was', async () => {
    await damage();
    const killed = startCli(['replay', '--to', 'allocations', '--rate', '40'], env());
    const ended = endOf(killed);
    const id = await underWay();
    killed.kill('SIGKILL');
    await ended;
    const { rows } = await database.pool.query<{ events: number }>(
      'select sum(events)::integer as events from allocator_shadow.folded',
    );
    const all = (await database.pool.query<{ n: number }>('select count(*) as n from events'))
      .rows[0]!.n;
    expect(rows[0]!.events).toBeGreaterThan(0);
    expect(rows[0]!.events).toBeLessThan(all);
    expect((await findReplay(database.pool, id)).state).toBe('running');
    const resumed = await cli('replay', '--resume', id, '--json');
    expect(resumed.code).toBe(3);
    // Nothing is missing and nothing was folded twice: it differs in what was damaged.
    expect(summary(resumed)).toMatchObject({ id, state: 'compared', events: all });
    const [found, ...others] = summary(resumed).difference;
    expect(others).toEqual([]);
    expect(found).toMatchObject({ table: 'booking_table_assignments', added: 60, removed: 0 });
    expect((await cli('replay', '--resume', id, '--apply')).code).toBe(0);
    const over = await cli('replay', '--resume', id);
    expect(over).toMatchObject({
      code: 2,
      stderr: expect.stringContaining('nothing is left to do'),
    });
  });

  test('Ctrl-C leaves it to be resumed, and says how', async () => {
    const running = startCli(['replay', '--to', 'allocations', '--rate', '40'], env());
    let stderr = '';
    running.stderr.on('data', (chunk: Buffer) => (stderr += chunk.toString()));
    const code = endOf(running);
    await underWay();
    running.kill('SIGINT');
    expect(await code).toBe(1);
    const [, resume, id] = /go on with: allocator replay (--resume) (\S+)/.exec(stderr)!;
    expect((await cli('replay', resume!, id!)).code).toBe(0);
  });

  test('a rate is kept', async () => {
    const { events } = summary(await replay('--rate', '100', '--json'));
    expect(events).toBeGreaterThan(100);
    expect(await rateOfLatestReplay(database.pool, events)).toBeLessThanOrEqual(100);
  });

  test('from Kafka: what the topic says is what the tables are', async () => {
    const topicPrefix = `${randomUUID()}.`;
    const brokers = sharedBrokers();
    const transport = new KafkaTransport({ brokers, topicPrefix, partitions: PARTITIONS });
    await transport.ensureTopics();
    const log = new PostgresLogReader(database.pool, PARTITIONS);
    for (let partition = 0; partition < PARTITIONS; partition++) {
      const events = await log.read(partition, 0, 10_000);
      // The last one is not published yet.
      if (events.length > 1) {
        await transport.publish([{ partition, epoch: 1, events: events.slice(0, -1) }]);
      }
    }
    await transport.close();
    await damage();
    const kafka = { KAFKA_BROKERS: brokers.join(','), KAFKA_TOPIC_PREFIX: topicPrefix };
    const fromKafka = (...args: string[]) =>
      runCli(['replay', '--to', 'allocations', '--source', 'kafka', ...args], {
        env: { ...env(), ...kafka },
      });
    const shown = await fromKafka('--json');
    expect(shown).toMatchObject({ code: 3, stderr: expect.stringContaining('read from the log') });
    expect(summary(shown)).toMatchObject({
      state: 'compared',
      difference: [{ table: 'booking_table_assignments', added: 60 }],
    });
    expect((await fromKafka('--apply')).code).toBe(0);
    const refused = await fromKafka('--no-refill', '--json');
    expect(refused.code).toBe(1);
    expect(ndjson(refused.stdout)).toMatchObject([{ error: { code: 'TOPIC_INCOMPLETE' } }]);
  });

  test('has no side effects: nothing is recorded, observed or sent', async () => {
    const told = async (): Promise<object[]> =>
      (
        await database.pool.query<object>(
          `select (select count(*) from events) as events,
                  (select count(*) from commands) as commands,
                  (select count(*) from observability_events) as observed,
                  (select coalesce(json_agg(l order by l), '[]') from relay_leases l) as leases,
                  (select coalesce(json_agg(c order by c), '[]') from projection_checkpoints c) as read`,
        )
      ).rows;
    const before = await told();
    await damage();
    await repaired();
    expect(await told()).toEqual(before);
  });

  test.each([
    [['--types', 'HoldPlaced']],
    [['--from-seq', '3']],
    [['--from', '2026-01-01']],
    [['--dry-run', '--apply']],
  ])('%j is wrong usage', async (args) => {
    expect((await replay(...args)).code).toBe(2);
  });
});

describe('a log that is not whole', () => {
  let database: TestDatabase;
  beforeAll(async () => {
    database = await createLogDatabase();
    const writePath = writePathOn(database);
    await writePath.submit(configure());
    for (const booking of ['B1', 'B2', 'B3']) await writePath.submit(register(booking));
    await writePath.drain();
  });
  afterAll(() => database.drop());

  const forgeries: readonly [string, string, readonly string[]][] = [
    [
      'a payload changed',
      `update events set data = data || '{"partySize": 9}' where seq = 2`,
      ['chain'],
    ],
    ['an event deleted', 'delete from events where seq = 3', ['dense', 'chain', 'outcomes']],
    [
      'an event added',
      `insert into events select partition, seq + 1, gen_random_uuid(), venue_id, type, schema_version,
              data || jsonb_build_object('bookingId', gen_random_uuid()), metadata, recorded_at,
              command_id, hash, sha256(hash) from events where seq = 4`,
      ['chain', 'outcomes'],
    ],
  ];

  test.each(forgeries)(
    '%s: verify names it, and nothing is rebuilt',
    async (_what, sql, checks) => {
      await database.pool.query('create table kept as table events');
      try {
        await database.pool.query(sql);
        const env = { DATABASE_URL: database.databaseUrl };
        const verified = await runCli(['verify', '--deep', '--json'], { env });
        expect(verified.code).toBe(3);
        const { log } = ndjson<Verified>(verified.stdout)[0]!;
        expect(log.differences.map(({ check }) => check)).toEqual(checks);
        const refused = await runCli(['replay', '--to', 'allocations', '--apply', '--json'], {
          env,
        });
        expect(refused.code).toBe(1);
        expect(ndjson(refused.stdout)).toMatchObject([{ error: { code: 'LOG_BROKEN' } }]);
        const { rows } = await database.pool.query('select from bookings');
        expect(rows).toHaveLength(3);
      } finally {
        await database.pool.query('truncate events');
        await database.pool.query('insert into events table kept');
        await database.pool.query('drop table kept');
      }
    },
  );
});
