import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { randomUUID } from 'node:crypto';
import type { TableDifference } from '#contracts';
import { startTestAllocator } from '../support/allocator.js';
import type { Answer, TestAllocator } from '../support/allocator.js';
import { assign, configure, inVenue, register } from '../support/commands.js';
import { VENUE_ID } from '../support/floor-plan.js';
import { RowWatch } from '../support/row-watch.js';
import { until } from '../support/until.js';

interface View {
  readonly id: string;
  readonly state: string;
  readonly progress: { readonly done: number; readonly total: number };
  readonly events: number;
  readonly written: number;
  readonly startedBy: string;
  readonly difference: readonly TableDifference[] | null;
}

describe('replays over HTTP', () => {
  let service: TestAllocator;
  let operator: string;

  /** A floor with 20 bookings seated, and telemetry that knows of them. */
  beforeAll(async () => {
    service = await startTestAllocator();
    operator = await service.token('operator');
    const watch = await RowWatch.on(service.database, 'observability_events');
    const bookings = Array.from({ length: 20 }, (_, n) => {
      const startsAt = new Date(Date.UTC(2026, 11, 1 + n, 19)).toISOString();
      return [register(`B${n}`, { startsAt }), assign(`B${n}`, 'T2')];
    });
    const body = [configure(), ...bookings.flat()];
    expect((await service.request('POST', '/api/commands', { body })).status).toBe(200);
    await watch.rows('select id from observability_events', 20);
    await watch.stop();
  });
  afterAll(() => service.stop());

  const ask = (method: string, path = '', body?: unknown, token = operator): Promise<Answer> =>
    service.request(method, `/api/operator/replays${path}`, { body, token });
  const viewOf = async (id: string) => (await ask('GET', `/${id}`)).body as View;
  const ended = async (id: string): Promise<View> => {
    await until(async () => (await viewOf(id)).state !== 'running');
    return viewOf(id);
  };

  test('one is started, watched, and brings the rows back', async () => {
    const { rowCount } = await service.database.pool.query('delete from observability_events');
    const answer = await ask('POST', '', { target: 'telemetry', venueId: VENUE_ID });
    expect(answer.status).toBe(200);
    const { id } = answer.body as View;
    const done = await ended(id);
    expect(done).toMatchObject({ state: 'done', written: rowCount, startedBy: 'test-operator' });
    expect(done.progress).toEqual({ done: 41, total: 41 });
    const { rows } = await service.database.pool.query(
      'select from observability_events where replay_id = $1',
      [id],
    );
    expect(rows).toHaveLength(rowCount!);
    expect((await ask('GET')).body).toContainEqual(expect.objectContaining({ id, state: 'done' }));
  });

  test('one is stopped, and stopping it again says the same', async () => {
    const { body } = await ask('POST', '', { target: 'telemetry', rate: 1 });
    const { id } = body as View;
    const stopped = await ask('DELETE', `/${id}`);
    expect(stopped).toMatchObject({ status: 200, body: { id, state: 'stopped' } });
    const again = await ask('DELETE', `/${id}`);
    expect(again).toMatchObject({ status: 200, body: { id, state: 'stopped' } });
    expect((await viewOf(id)).events).toBeLessThan(41);
  });

  test('no more than two at once', async () => {
    const slow = { target: 'telemetry', rate: 1 };
    await until(async () => (await ask('POST', '', slow)).status === 429);
    const running = ((await ask('GET')).body as View[]).filter(({ state }) => state === 'running');
    expect(running).toHaveLength(2);
    for (const { id } of running) await ask('DELETE', `/${id}`);
    await until(async () => (await ask('POST', '', { target: 'telemetry' })).status === 200);
    const [latest] = (await ask('GET')).body as View[];
    expect((await ended(latest!.id)).state).toBe('done');
  });

  describe('to allocations', () => {
    const seats = async () =>
      (
        await service.database.pool.query<Seat>(
          'select * from booking_table_assignments order by 1, 2',
        )
      ).rows;
    const damage = () =>
      service.database.pool.query(
        'delete from booking_table_assignments where ctid = (select min(ctid) from booking_table_assignments)',
      );
    const compare = async (more: object = {}): Promise<View> => {
      const answer = await ask('POST', '', { target: 'allocations', ...more });
      expect(answer.status).toBe(200);
      return ended((answer.body as View).id);
    };

    test('one compares, and is applied, once', async () => {
      const before = await seats();
      expect(await compare()).toMatchObject({ state: 'done', difference: [] });
      await damage();
      const compared = await compare({ venueId: VENUE_ID });
      const { bookingId, tableId } = missing(before, await seats());
      expect(compared).toMatchObject({
        state: 'compared',
        written: 0,
        progress: { done: 41, total: 41 },
        difference: [
          {
            ...{ table: 'booking_table_assignments', added: 1, removed: 0, changed: 0 },
            examples: [`added ${bookingId} ${tableId}`],
          },
        ],
      });
      expect(await seats()).toHaveLength(before.length - 1);
      const applied = await ask('POST', `/${compared.id}/apply`);
      expect(applied).toMatchObject({ status: 200, body: { state: 'applied', written: 1 } });
      expect(await seats()).toEqual(before);
      expect(await ask('POST', `/${compared.id}/apply`)).toEqual(applied);
    });

    test('a dry run only compares', async () => {
      const before = await seats();
      await damage();
      const dry = await compare({ dryRun: true });
      expect(dry).toMatchObject({ state: 'done', difference: [{ added: 1 }] });
      expect(await ask('POST', `/${dry.id}/apply`)).toMatchObject({
        status: 409,
        body: { code: 'REPLAY_NOT_COMPARED', detail: expect.stringContaining('dry run') },
      });
      await ask('POST', `/${(await compare()).id}/apply`);
      expect(await seats()).toEqual(before);
    });

    test('is refused once the log has moved, and says the way out', async () => {
      await damage();
      const { id } = await compare();
      const startsAt = '2028-01-01T19:00:00.000Z';
      const body = register('moves the log', { startsAt });
      expect((await service.request('POST', '/api/commands', { body })).status).toBe(200);
      expect(await ask('POST', `/${id}/apply`)).toMatchObject({
        status: 409,
        body: { code: 'LOG_MOVED', hint: expect.stringContaining('--apply') },
      });
      const again = await compare();
      expect((await ask('POST', `/${again.id}/apply`)).body).toMatchObject({ state: 'applied' });
    });

    test('one that was compared is given up by stopping it', async () => {
      await damage();
      const { id } = await compare();
      expect((await ask('DELETE', `/${id}`)).body).toMatchObject({ id, state: 'stopped' });
      expect(await ask('POST', `/${id}/apply`)).toMatchObject({
        status: 409,
        body: { code: 'REPLAY_NOT_COMPARED' },
      });
      await ask('POST', `/${(await compare()).id}/apply`);
    });

    test('one under way is stopped, and two do not run beside each other', async () => {
      const slow = { target: 'allocations', rate: 10 };
      const { id } = (await ask('POST', '', slow)).body as View;
      expect(await ask('POST', '', slow)).toMatchObject({
        status: 409,
        body: { code: 'REBUILD_ELSEWHERE' },
      });
      expect((await ask('DELETE', `/${id}`)).body).toMatchObject({ state: 'stopped' });
      const { rows } = await service.database.pool.query(
        `select from pg_namespace where nspname = 'allocator_shadow'`,
      );
      expect(rows).toEqual([]);
    });

    test('of a venue that the caller may not see: neither started nor applied', async () => {
      const elsewhere = await service.token('operator', [inVenue(configure(), 'other').venueId]);
      const { id } = await compare();
      expect((await ask('POST', `/${id}/apply`, undefined, elsewhere)).status).toBe(403);
      expect((await ask('POST', '', { target: 'allocations' }, elsewhere)).status).toBe(403);
    });
  });

  test('a dry run to telemetry counts; a topic needs Kafka', async () => {
    const counted = await ask('POST', '', { target: 'telemetry', dryRun: true });
    expect(counted).toMatchObject({ status: 200, body: { dryRun: true, target: 'telemetry' } });
    expect(counted.body).toMatchObject({ types: { TablesAssigned: 20 } });
    for (const asked of [{ target: 'topic:mine' }, { target: 'telemetry', source: 'kafka' }]) {
      expect(await ask('POST', '', asked)).toMatchObject({
        status: 409,
        body: { code: 'KAFKA_NOT_CONFIGURED' },
      });
    }
  });

  test('refuses what means nothing, and who may not', async () => {
    for (const body of [
      {},
      { target: 'stdout' },
      { target: 'topic:.' },
      { target: 'topic:..' },
      { target: 'topic:allocator.events.v1' },
      { target: 'telemetry', types: ['TableDanced'] },
      { target: 'telemetry', types: [] },
      { target: 'telemetry', from: 'yesterday' },
      { target: 'telemetry', fromSeq: 0 },
      { target: 'telemetry', to: '2026-11-27T19:00' },
      { target: 'telemetry', from: '2026-11-27T19:00Z', to: '2026-11-27T18:59Z' },
      { target: 'telemetry', from: '2026-11-27T19:00Z', to: '2026-11-27T20:00+01:00' },
    ]) {
      const { status } = await ask('POST', '', body);
      expect({ body, status }).toEqual({ body, status: 400 });
    }
    const backwards = { target: 'telemetry', from: '2026-11-27T19:00Z', to: '2026-11-26T19:00Z' };
    expect((await ask('POST', '', backwards)).body).toMatchObject({
      code: 'PAYLOAD_INVALID',
      details: { fields: [{ path: 'from', message: 'must be before `to`' }] },
    });
    expect(await ask('GET', `/${randomUUID()}`)).toMatchObject({
      status: 404,
      body: { code: 'REPLAY_NOT_FOUND' },
    });
    expect((await ask('GET', '/none')).status).toBe(400);
    expect((await ask('GET', '', undefined, await service.token('staff'))).status).toBe(403);
    const elsewhere = await service.token('operator', [randomUUID()]);
    const asked = { target: 'telemetry', venueId: VENUE_ID };
    expect((await ask('POST', '', asked, elsewhere)).status).toBe(403);
    expect((await ask('POST', '', { target: 'telemetry' }, elsewhere)).status).toBe(403);
    expect(await ask('GET', '', undefined, elsewhere)).toMatchObject({ status: 200, body: [] });
  });
});

interface Seat {
  readonly booking_id: string;
  readonly table_id: string;
}

/** The one that is in the first and not in the second. */
function missing(all: readonly Seat[], some: readonly Seat[]) {
  const there = new Set(some.map((seat) => seat.booking_id));
  const [gone] = all.filter((seat) => !there.has(seat.booking_id));
  return { bookingId: gone!.booking_id, tableId: gone!.table_id };
}
