import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { randomUUID } from 'node:crypto';
import { startTestAllocator } from '../support/allocator.js';
import type { Answer, TestAllocator } from '../support/allocator.js';
import { assign, configure, register } from '../support/commands.js';
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

  test('refuses what means nothing, and who may not', async () => {
    for (const body of [
      {},
      { target: 'stdout' },
      { target: 'telemetry', types: ['TableDanced'] },
      { target: 'telemetry', types: [] },
      { target: 'telemetry', from: 'yesterday' },
      { target: 'telemetry', fromSeq: 0 },
      { target: 'telemetry', to: '2026-11-27T19:00' },
    ]) {
      const { status } = await ask('POST', '', body);
      expect({ body, status }).toEqual({ body, status: 400 });
    }
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
