import { randomUUID } from 'node:crypto';
import { afterEach, beforeEach, describe, expect, test } from '@jest/globals';
import { derivedUuid, logPartitionOf } from '#contracts';
import type { LoggedEvent, Uuid } from '#contracts';
import { InProcessTransport, Projector } from '#event-sourcing';
import type { ProjectorOptions } from '#event-sourcing';
import {
  countParkedVenues,
  listParkedVenues,
  Parking,
  PostgresProjectionStore,
  writeObservabilityRows,
} from '#postgres';
import type { ObservabilityRow } from '#postgres';
import type { TestDatabase } from '../support/database.js';
import { EventLog } from '../support/event-log.js';
import { ndjson, runCli } from '../support/run-cli.js';
import { RowWatch } from '../support/row-watch.js';
import { createLogDatabase, PARTITIONS } from '../support/test-write-path.js';

const PROJECTION = 'test';

/** Two venues that share a log partition, and what makes their events poison. */
const [poor, fine] = venuesOf(1, 2) as [Uuid, Uuid];

function venuesOf(partition: number, count: number): Uuid[] {
  const found: Uuid[] = [];
  for (let n = 0; found.length < count; n++) {
    const id = derivedUuid('venue', n);
    if (logPartitionOf(id, PARTITIONS) === partition) found.push(id);
  }
  return found;
}

describe('parking', () => {
  let database: TestDatabase;
  let log: EventLog;
  let transport: InProcessTransport<LoggedEvent>;
  /** Seqs that PostgreSQL refuses: their severity is none. */
  let poison: Set<number>;
  /** Seqs that cannot even be mapped. */
  let unreadable: Set<number>;
  let ends: (() => Promise<void>)[];

  /** With an id of its own each time, so that a second time would show. */
  const rowsOf = ({ event }: LoggedEvent): ObservabilityRow[] => {
    if (unreadable.has(event.seq)) throw new Error(`event ${event.seq} makes no sense`);
    const severity = (poison.has(event.seq) ? 'loud' : 'info') as 'info';
    const at = { created_at: event.recordedAt, venue_id: event.venueId, event_id: event.id };
    const what = { source: 'test', event_type: event.type, context: { seq: event.seq } };
    return [{ id: randomUUID(), severity, booking_id: null, ...at, ...what }];
  };

  beforeEach(async () => {
    database = await createLogDatabase();
    log = new EventLog(database.pool, PARTITIONS);
    transport = new InProcessTransport({ log: log.reader, partitions: PARTITIONS, pollMs: 20 });
    [poison, unreadable] = [new Set(), new Set()];
    ends = [() => transport.close()];
  });
  afterEach(async () => {
    for (const end of ends.reverse()) await end();
    await database.drop();
  });

  async function project(options: Partial<ProjectorOptions<LoggedEvent, ObservabilityRow>> = {}) {
    const projector = new Projector<LoggedEvent, ObservabilityRow>({
      projection: PROJECTION,
      rowsOf,
      store: new PostgresProjectionStore(database.pool, writeObservabilityRows),
      log: log.reader,
      transport,
      pageMax: 8,
      retryMinMs: 5,
      retryMaxMs: 20,
      ...options,
    });
    ends.push(() => projector.stop());
    await projector.start();
    return projector;
  }

  /** Events of `poor` at odd seqs and of `fine` at even ones. */
  async function append(count: number): Promise<void> {
    await log.append(1, count, (seq) => (seq % 2 === 1 ? poor : fine));
    transport.wake();
  }

  const parking = (pageMax?: number) =>
    new Parking<ObservabilityRow>({
      pool: database.pool,
      projection: PROJECTION,
      rowsOf,
      writeRows: writeObservabilityRows,
      pageMax,
    });

  /** The projected seqs of a venue in the order in which their rows were written. */
  async function projected(venueId: Uuid): Promise<number[]> {
    const { rows } = await database.pool.query<{ seq: number }>(
      `select (context ->> 'seq')::int as seq from observability_events where venue_id = $1 and source = 'test'
        order by ctid`,
      [venueId],
    );
    return rows.map(({ seq }) => seq);
  }
  const odd = (from: number, to: number) =>
    Array.from({ length: (to - from) / 2 + 1 }, (_, i) => from + 2 * i);

  test.each(['refused by the store', 'that cannot be mapped'])(
    'an event %s waits, and all of its venue behind it; other venues go on',
    async (kind) => {
      (kind === 'refused by the store' ? poison : unreadable).add(5);
      await append(20);
      const projector = await project();
      await projector.reached(1, 20);
      await append(10);
      await projector.reached(1, 30);

      expect(await projected(poor)).toEqual([1, 3]);
      expect(await projected(fine)).toEqual(odd(2, 30));
      const [parked, ...others] = await listParkedVenues(database.pool, 10);
      expect(others).toEqual([]);
      expect(parked).toMatchObject({ projection: PROJECTION, venueId: poor, partition: 1, seq: 5 });
      expect(parked).toMatchObject({ events: 13, error: expect.stringMatching(/severity|sense/) });
      expect(projector.status()).toMatchObject({ state: 'projecting', error: null });
      expect(await countParkedVenues(database.pool)).toEqual(new Map([[PROJECTION, 1]]));
    },
  );

  test('what is resumed comes in order, once, while more is recorded, and then goes on live', async () => {
    poison.add(3);
    await append(20);
    const projector = await project();
    await projector.reached(1, 20);
    poison.clear();

    const recording = (async () => {
      for (let round = 0; round < 10; round++) await append(20);
    })();
    const resumed = await parking(4).resume(poor);
    await recording;
    await projector.reached(1, 220);
    expect(resumed.stuck).toBeNull();
    expect(resumed.events).toBeGreaterThanOrEqual(9);
    expect(await projected(poor)).toEqual(odd(1, 219));
    expect(await projected(fine)).toEqual(odd(2, 220));
    expect(await listParkedVenues(database.pool, 10)).toEqual([]);
  });

  test('a dropped event is left out for good, those behind it are not', async () => {
    poison.add(3).add(9);
    await append(20);
    const projector = await project();
    await projector.reached(1, 20);

    expect(await parking().resume(poor)).toMatchObject({ events: 0, stuck: { seq: 3 } });
    expect(await parking().drop(poor, { by: 'ann', reason: 'it says loud' })).toMatchObject({
      seq: 3,
    });
    expect(await parking().resume(poor)).toMatchObject({ events: 2, stuck: { seq: 9 } });
    expect(await listParkedVenues(database.pool, 10)).toMatchObject([{ seq: 9, events: 6 }]);
    expect(await parking().drop(poor, { by: 'ann', reason: 'this one, too' })).toMatchObject({
      seq: 9,
    });
    expect(await parking().resume(poor)).toMatchObject({ events: 5, stuck: null });
    expect(await projected(poor)).toEqual([1, 5, 7, ...odd(11, 19)]);
    expect(await parking().drop(poor, { by: 'ann', reason: 'nothing there' })).toBeNull();

    const { rows } = await database.pool.query(
      `select seq, dropped_by, drop_reason from parked_events order by seq`,
    );
    expect(rows).toEqual([
      { seq: 3, dropped_by: 'ann', drop_reason: 'it says loud' },
      { seq: 9, dropped_by: 'ann', drop_reason: 'this one, too' },
    ]);
  });

  test('past the bound on parked venues it halts, says so, and goes on when there is room', async () => {
    poison.add(3).add(6);
    const watch = await RowWatch.on(database, 'parked_events');
    ends.push(() => watch.stop());
    await append(8);
    let halted: () => void;
    const isHalted = new Promise<void>((resolve) => (halted = resolve));
    const store = new PostgresProjectionStore<ObservabilityRow>(
      database.pool,
      writeObservabilityRows,
    );
    const park = store.park.bind(store);
    store.park = async (...asked) => {
      const answer = await park(...asked);
      if (answer === 'full') setImmediate(halted);
      return answer;
    };
    const projector = await project({ parkedVenuesMax: 1, store });
    await isHalted;
    expect(projector.status()).toMatchObject({
      state: 'halted',
      error: { code: 'PARKING_FULL', partition: 1, seq: 6 },
    });
    expect(await projected(fine)).toEqual([2, 4]);

    poison.delete(3);
    expect(await parking().resume(poor)).toMatchObject({ stuck: null });
    await projector.reached(1, 8);
    expect(projector.status().state).toBe('projecting');
    expect(await projected(poor)).toEqual([1, 3, 5, 7]);
    expect(await listParkedVenues(database.pool, 10)).toMatchObject([{ venueId: fine, seq: 6 }]);
  });

  test('an operator lists, drops and resumes from the command line', async () => {
    const env = { DATABASE_URL: database.databaseUrl };
    const parked = async (...args: string[]) => runCli(['parked', ...args, '--json'], { env });
    expect(await parked('list')).toMatchObject({ code: 0, stdout: '[]\n' });

    await log.append(1, 4, () => poor);
    const store = new PostgresProjectionStore<ObservabilityRow>(
      database.pool,
      writeObservabilityRows,
    );
    for (const event of await log.reader.read(1, 0, 4)) {
      const { seq } = event.event;
      const place = { projection: 'telemetry', partition: 1, expectedSeq: seq - 1 };
      const move = { ...place, next: { seq, place: null } };
      await store.park(move, { event, error: new Error('too loud') }, 1);
    }
    const listed = await parked('list');
    expect(ndjson(listed.stdout)).toEqual([
      [expect.objectContaining({ venueId: poor, seq: 1, error: 'too loud', events: 4 })],
    ]);
    expect((await parked('drop', poor)).code).toBe(2);
    expect((await parked('resume')).code).toBe(2);
    const dropped = await parked('drop', poor, '--reason', 'too loud to keep');
    expect(ndjson(dropped.stdout)).toMatchObject([{ dropped: { seq: 1 } }]);
    const resumed = await parked('resume', poor);
    expect(ndjson(resumed.stdout)).toEqual([{ venueId: poor, events: 3, stuck: null }]);
    expect(ndjson((await parked('list')).stdout)).toEqual([[]]);
    expect((await parked('drop', poor, '--reason', 'nothing there')).code).toBe(1);
  });
});
