import { randomUUID } from 'node:crypto';
import { afterEach, beforeEach, describe, expect, test } from '@jest/globals';
import { upcast } from '#contracts';
import type { LoggedEvent, RecordedEvent } from '#contracts';
import { InProcessTransport, Projector, Relay } from '#event-sourcing';
import type { LogTransport } from '#event-sourcing';
import { KafkaTransport } from '#kafka';
import {
  compareMirror,
  MIRROR_PROJECTION,
  mirrorRows,
  PostgresLeaseStore,
  PostgresLogReader,
  PostgresProjectionStore,
  readParity,
} from '#postgres';
import type { WritePath } from '#postgres';
import {
  assign,
  assignBest,
  block,
  configure,
  confirm,
  extend,
  flip,
  hold,
  inVenue,
  move,
  pin,
  register,
  release,
  setStatus,
  swap,
  unassign,
  unblock,
} from '../support/commands.js';
import type { TestDatabase } from '../support/database.js';
import { from } from '../support/floor-plan.js';
import { sharedBrokers } from '../support/kafka-broker.js';
import { rebuild } from '../support/rebuild.js';
import { createLogDatabase, PARTITIONS, writePathOn } from '../support/test-write-path.js';

/** Every table that the log folds into. */
const TABLES = [
  'allocations',
  'booking_table_assignments',
  'table_holds',
  'ended_claims',
  'bookings',
  'venues',
  'tables',
  'table_adjacencies',
  'feature_flags',
];

describe('the mirror', () => {
  let database: TestDatabase;
  let writePath: WritePath;
  let log: PostgresLogReader;
  let ends: (() => Promise<void>)[];

  beforeEach(async () => {
    database = await createLogDatabase();
    writePath = writePathOn(database);
    log = new PostgresLogReader(database.pool, PARTITIONS);
    ends = [];
  });
  afterEach(async () => {
    for (const end of ends.reverse()) await end();
    await writePath.drain();
    await database.drop();
  });

  function inProcess(): LogTransport<LoggedEvent> {
    const transport = new InProcessTransport({ log, partitions: PARTITIONS, pollMs: 10 });
    ends.push(() => transport.close());
    return transport;
  }

  async function mirrorOver(transport: LogTransport<LoggedEvent>, pageMax = 7) {
    const projector = new Projector<LoggedEvent, RecordedEvent>({
      projection: MIRROR_PROJECTION,
      rowsOf: ({ event }) => [upcast(event)],
      store: new PostgresProjectionStore(database.pool, mirrorRows()),
      log,
      transport,
      pageMax,
    });
    ends.push(() => projector.stop());
    await projector.start();
    return projector;
  }

  async function caughtUp(projector: Awaited<ReturnType<typeof mirrorOver>>): Promise<void> {
    for (const [partition, head] of await log.heads()) await projector.reached(partition, head);
  }

  /** Some of everything that leaves a row, in a few venues. */
  async function anEvening(venues: readonly string[] = ['one', 'two', 'three']): Promise<void> {
    for (const venue of venues) {
      const ask = (command: ReturnType<typeof configure>) =>
        writePath.submit(inVenue(command, venue));
      await ask(configure());
      for (const booking of ['B1', 'B2', 'B3', 'B4', 'B5', 'B6']) await ask(register(booking));
      await ask(hold('H1', 'B1', 'T1'));
      await ask(extend('H1', 120));
      await ask(confirm('H1', 'B1'));
      await ask(hold('H2', 'B2', 'T3'));
      await ask(release('H2', 'B2'));
      await ask(hold('H3', null, 'T3', { window: from('12:00', '13:00') }));
      await ask(assign('B2', 'T2'));
      await ask(hold('H4', 'B2', 'T2'));
      await ask(assign('B3', ['T3', 'T4']));
      await ask(unassign('B3', 'T4'));
      await ask(move('B3', 'T4'));
      await ask(swap('B2', 'B3'));
      await ask(assign('B4', 'P1'));
      await ask(setStatus('B4', 'no_show'));
      await ask(assignBest('B5'));
      await ask(assign('B5', 'T1'));
      await ask(pin('B5'));
      await ask(block('K1', ['F1'], from('12:00', '15:00')));
      await ask(block('K2', ['F1'], from('16:00', '17:00')));
      await ask(unblock('K2'));
      await ask(flip('FEATURE_ALLOCATOR_MERGES_ENABLED', false));
      await ask(flip('FEATURE_ALLOCATOR_MERGES_ENABLED', null));
      await ask(flip('FEATURE_ALLOCATOR_REQUIRE_ADJACENCY', false));
    }
    // The other way in, which keeps the same rows by functions of its own.
    const { data } = inVenue(assign('B6', 'P2'), venues[0]!) as {
      data: { bookingId: string; tableIds: readonly string[] };
    };
    await database.pool.query(
      'select assign_tables_atomic_v2($1, $2, null, false, null, null, null)',
      [data.bookingId, data.tableIds],
    );
  }

  /** Rows of a table that are in one of live and mirror only. */
  async function differing(table: string): Promise<unknown[]> {
    const { rows } = await database.pool.query<object>(
      `(select 'live', * from (select * from ${table} except select * from mirror.${table}) l)
       union all
       (select 'mirror', * from (select * from mirror.${table} except select * from ${table}) m)`,
    );
    return rows;
  }

  const look = (rowsMax?: number) =>
    compareMirror({
      pool: database.pool,
      partitions: PARTITIONS,
      everyMs: 0,
      ...(rowsMax === undefined ? {} : { rowsMax }),
    });
  const parity = () => readParity(database.pool);

  test('is every table that the log folds into, made from the stream', async () => {
    await anEvening();
    await caughtUp(await mirrorOver(inProcess()));
    for (const table of TABLES) expect([table, await differing(table)]).toEqual([table, []]);
    const { rows } = await database.pool.query<{ n: number }>(
      'select count(*) as n from mirror.allocations',
    );
    expect(rows[0]!.n).toBeGreaterThan(15);
  });

  test('is the same through Kafka, by two members who share the partitions', async () => {
    const kafka = () => {
      const transport = new KafkaTransport({
        brokers: sharedBrokers(),
        topicPrefix,
        partitions: PARTITIONS,
        sessionTimeoutMs: 6_000,
      });
      ends.push(() => transport.close());
      return transport;
    };
    const topicPrefix = `${randomUUID()}.`;
    const leases = new PostgresLeaseStore(database.pool, PARTITIONS);
    const relay = new Relay({ owner: 'a', log, leases, transport: kafka() });
    ends.push(() => relay.stop());
    relay.start();
    await anEvening(['one', 'two', 'three', 'four', 'five']);
    relay.wake();
    for (const [partition, head] of await log.heads()) await relay.reached(partition, head);
    const two = await Promise.all([mirrorOver(kafka()), mirrorOver(kafka(), 3)]);
    for (const [partition, head] of await log.heads()) {
      await Promise.race(two.map((projector) => projector.reached(partition, head)));
    }
    for (const table of TABLES) expect([table, await differing(table)]).toEqual([table, []]);
  });

  test('says nothing until it has looked at everything, then that all is equal', async () => {
    await anEvening();
    await caughtUp(await mirrorOver(inProcess()));
    expect(await parity()).toMatchObject({ state: 'unknown', differences: 0, ageSeconds: null });
    await look(5);
    expect((await parity()).state).toBe('unknown');
    for (let n = 0; n < 20; n++) await look(5);
    expect(await parity()).toMatchObject({ state: 'equal', differences: 0, first: null });
  });

  test('is compared anew where the clock went back, and nothing is said until it was', async () => {
    await anEvening();
    await caughtUp(await mirrorOver(inProcess()));
    await look();
    expect((await parity()).state).toBe('equal');
    await database.pool.query(
      `update mirror.parity
          set looked_at = looked_at + interval '1 hour', began_at = began_at + interval '1 hour',
              passed_from = passed_from + interval '1 hour', passed_to = passed_to + interval '1 hour'`,
    );
    expect(await parity()).toMatchObject({
      state: 'unknown',
      comparedSince: null,
      ageSeconds: null,
    });
    await look();
    await look();
    expect(await parity()).toMatchObject({ state: 'equal', ageSeconds: expect.any(Number) });
  });

  const interferences: [string, string, string, number][] = [
    ['all are deleted', 'delete from allocations', 'missing', 22],
    [
      'one is deleted',
      'delete from allocations where ctid = (select max(ctid) from allocations)',
      'missing',
      1,
    ],
    [
      'one is changed',
      `update allocations set created_by = 'x'
        where ctid = (select min(ctid) from allocations)`,
      'changed',
      1,
    ],
    [
      'one is forged',
      `insert into allocations (venue_id, resource_id, "window")
       select venue_id, gen_random_uuid(), '[2031-01-01,2031-01-02)' from allocations limit 1`,
      'extra',
      1,
    ],
  ];
  test.each(interferences)(
    'when past the service %s, it is told, and after a repair no more',
    async (_what, statement, change, count) => {
      await anEvening();
      await caughtUp(await mirrorOver(inProcess()));
      await look();
      expect((await parity()).state).toBe('equal');
      const { rowCount } = await database.pool.query(statement);
      await look();
      const found = await parity();
      expect(found).toMatchObject({ state: 'different', first: { change } });
      expect([found.differences, rowCount]).toEqual([
        rowCount,
        count === 1 ? 1 : found.differences,
      ]);
      await rebuild({ pool: database.pool, partitions: PARTITIONS, apply: true });
      await look();
      expect(await parity()).toMatchObject({ state: 'equal', differences: 0 });
    },
  );

  test('a venue whose events it has not all read is not judged', async () => {
    await anEvening(['one']);
    const projector = await mirrorOver(inProcess());
    await caughtUp(projector);
    await look();
    await projector.stop();
    await writePath.submit(inVenue(unassign('B1'), 'one'));
    await writePath.submit(inVenue(assign('B2', 'P3'), 'one'));
    await look();
    expect(await parity()).toMatchObject({ state: 'equal', differences: 0 });
    const undecided = await database.pool.query('select from mirror.differences where not decided');
    expect(undecided.rowCount).toBeGreaterThan(0);

    await database.pool.query(
      `update mirror.differences set found_at = found_at - interval '2 min'`,
    );
    expect((await parity()).state).toBe('unknown');
    await caughtUp(await mirrorOver(inProcess()));
    await look();
    expect((await database.pool.query('select from mirror.differences')).rowCount).toBe(0);
    expect((await parity()).state).toBe('equal');
  });

  test('a venue that is parked cannot be judged, and others can', async () => {
    await anEvening(['one', 'two']);
    const place = await placeOf(inVenue(assign('B4', 'P1'), 'one').venueId, 'TablesAssigned');
    const turn = (version: number) =>
      database.pool.query(
        'update events set schema_version = $3 where partition = $1 and seq = $2',
        [...place, version],
      );
    await turn(99);
    await caughtUp(await mirrorOver(inProcess()));
    await turn(1);
    await look();
    const { venueId } = inVenue(configure(), 'two');
    expect((await parity()).differences).toBe(0);
    await database.pool.query('delete from allocations where venue_id = $1', [venueId]);
    await look();
    expect(await parity()).toMatchObject({ state: 'different', first: { venueId } });
  });

  async function placeOf(venueId: string, type: string): Promise<[number, number]> {
    const { rows } = await database.pool.query<{ partition: number; seq: number }>(
      'select partition, seq from events where venue_id = $1 and type = $2 order by seq limit 1',
      [venueId, type],
    );
    return [rows[0]!.partition, rows[0]!.seq];
  }

  test('while commands go on, it is compared and never wrongly found different', async () => {
    await anEvening(['one', 'two']);
    const transport = inProcess();
    const projector = await mirrorOver(transport, 500);
    let over = false;
    const commands = ['one', 'two'].map(async (venue) => {
      for (let n = 0; n < 150; n++) {
        const day = String(1 + (n % 28)).padStart(2, '0');
        const startsAt = `2038-${n % 2 ? '01' : '02'}-${day}T19:00:00.000Z`;
        await writePath.submit(inVenue(register(`later ${n}`, { startsAt }), venue));
        await writePath.submit(inVenue(assign(`later ${n}`, n % 2 ? 'T1' : 'T2'), venue));
      }
    });
    const looks = (async () => {
      let compared = 0;
      while (!over) {
        await look(50);
        const { differences } = await parity();
        expect(differences).toBe(0);
        compared++;
      }
      return compared;
    })();
    await Promise.all(commands);
    over = true;
    expect(await looks).toBeGreaterThan(5);
    await caughtUp(projector);
    for (let n = 0; n < 30; n++) await look(50);
    expect(await parity()).toMatchObject({ state: 'equal', differences: 0 });
  });
});
