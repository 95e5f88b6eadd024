import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { logPartitionOf } from '#contracts';
import type { HoldsView, LagView, ParkedVenueView, Uuid } from '#contracts';
import {
  fixedLogPartitions,
  PostgresLogReader,
  PostgresProjectionStore,
  writeObservabilityRows,
} from '#postgres';
import type { ObservabilityRow } from '#postgres';
import { startTestAllocator } from '../support/allocator.js';
import type { Answer, TestAllocator } from '../support/allocator.js';
import { bistro, envelope, wish } from '../support/bistro.js';

let service: TestAllocator;
let operator: string;
const [venue, other] = [bistro(), bistro()];
const { venueId } = venue;

/** Nothing is projected and nothing swept unless somebody asks for it. */
beforeAll(async () => {
  service = await startTestAllocator({ ROLES: 'api,commands,relay' });
  operator = await service.token('operator');
  for (const each of [venue, other]) {
    await service.request('PUT', `/api/venues/${each.venueId}`, { body: each });
  }
});
afterAll(() => service.stop());

const ask = (method: string, path: string, body?: unknown, token = operator): Promise<Answer> =>
  service.request(method, `/api/operator/${path}`, { body, token });

/** A party with a hold on its first table; answers the hold's id. */
async function hold({ venueId, tables }: typeof venue): Promise<Uuid> {
  const [bookingId, holdId] = [randomUUID(), randomUUID()];
  const startsAt = `2038-03-${12 + holds++}T19:30`;
  const body = [
    envelope('RegisterBooking', venueId, wish(bookingId, startsAt)),
    envelope('HoldTables', venueId, {
      holdId,
      bookingId,
      tableIds: [tables[0]!.id],
      ttlSeconds: 300,
    }),
  ];
  const answer = await service.request('POST', '/api/commands', { body });
  expect(answer.body).toMatchObject([{ status: 'accepted' }, { status: 'accepted' }]);
  return holdId;
}
let holds = 0;

/** As if it had been placed long ago. */
async function lapse(holdId: Uuid): Promise<void> {
  const values = [holdId];
  await service.database.pool.query(
    `update table_holds set expires_at = now() - interval '1 minute' where id = $1`,
    values,
  );
}

describe('holds', () => {
  test('the live and the lapsed are listed, by venue or all, and swept when asked', async () => {
    const [live, lapsed, elsewhere] = [await hold(venue), await hold(venue), await hold(other)];
    await lapse(lapsed);
    const { status, body } = await ask('GET', `holds?venueId=${venueId}`);
    expect(status).toBe(200);
    const view = body as HoldsView;
    expect(view.live.map(({ holdId }) => holdId)).toEqual([live]);
    expect(view.expired).toMatchObject([{ holdId: lapsed, secondsLeft: 0 }]);
    expect(view.live[0]).toMatchObject({
      venueId,
      tables: [{ tableId: venue.tables[0]!.id, label: 'T1' }],
      shadow: false,
      owner: 'test-admin',
    });
    const secondsLeft = view.live[0]!.secondsLeft;
    expect(secondsLeft > 0 && secondsLeft <= 300).toBe(true);

    const all = (await ask('GET', 'holds')).body as HoldsView;
    expect(new Set(all.live.map(({ holdId }) => holdId))).toEqual(new Set([live, elsewhere]));
    expect((await ask('POST', 'holds/sweep')).body).toEqual({ expired: 1 });
    expect((await ask('POST', 'holds/sweep')).body).toEqual({ expired: 0 });
    expect((await ask('GET', `holds?venueId=${venueId}`)).body).toMatchObject({ expired: [] });
    const { rows } = await service.database.pool.query(
      `select how from ended_claims where id = $1`,
      [lapsed],
    );
    expect(rows).toEqual([{ how: 'expired' }]);
  });

  test('an answer is complete where there are none', async () => {
    expect((await ask('GET', `holds?venueId=${randomUUID()}`)).body).toEqual({
      live: [],
      expired: [],
      bookings: [],
      serverNow: expect.any(String) as unknown,
    });
  });

  test('staff see those of a venue they name; a token of some venues sees no others', async () => {
    const staff = await service.token('staff', [venueId]);
    expect((await ask('GET', `holds?venueId=${venueId}`, undefined, staff)).status).toBe(200);
    expect(await ask('GET', 'holds', undefined, staff)).toMatchObject({
      status: 400,
      body: { details: { fields: [{ path: 'venueId' }] } },
    });
    const elsewhere = `holds?venueId=${other.venueId}`;
    expect((await ask('GET', elsewhere, undefined, staff)).status).toBe(403);
    const limited = await service.token('operator', [other.venueId]);
    await hold(other);
    const seen = (await ask('GET', 'holds', undefined, limited)).body as HoldsView;
    expect(new Set(seen.live.map((each) => each.venueId))).toEqual(new Set([other.venueId]));
    expect((await ask('POST', 'holds/sweep', undefined, limited)).status).toBe(403);
  });
});

describe('parked venues', () => {
  /** Parks all that the log has of the venue, as telemetry would that cannot take its first. */
  async function park(): Promise<number> {
    const { pool } = service.database;
    const partitions = (await fixedLogPartitions(pool))!;
    const partition = logPartitionOf(venueId, partitions);
    const store = new PostgresProjectionStore<ObservabilityRow>(pool, writeObservabilityRows);
    const events = await new PostgresLogReader(pool, partitions).read(partition, 0, 1_000);
    for (const event of events) {
      const { seq } = event.event;
      const move = { projection: 'telemetry', partition, expectedSeq: seq - 1 };
      const poison = { event, error: new Error('too loud') };
      await store.park({ ...move, next: { seq, place: null } }, poison, 100);
    }
    return events.filter(({ event }) => event.venueId === venueId).length;
  }

  const parked = async (): Promise<readonly ParkedVenueView[]> =>
    ((await ask('GET', 'parked')).body as ParkedVenueView[]).filter(
      (each) => each.venueId === venueId,
    );

  test('one is listed, its first event dropped, the rest resumed, all with who and why', async () => {
    const { pool } = service.database;
    await hold(venue);
    const events = await park();
    const [view] = await parked();
    expect(view).toMatchObject({ projection: 'telemetry', venueName: 'Bistro', events });
    expect(view).toMatchObject({ error: 'too loud', first: { type: 'VenueConfigured' } });

    for (const reason of [undefined, ' \t', 'x'.repeat(501)]) {
      expect((await ask('POST', `parked/${venueId}/drop`, { reason })).status).toBe(400);
    }
    const drop = await ask('POST', `parked/${venueId}/drop`, { reason: ' nobody reads it\n' });
    expect(drop).toMatchObject({ status: 200, body: { venueId, dropped: view!.first } });
    const { rows: kept } = await pool.query(
      `select dropped_by, drop_reason from parked_events where dropped_at is not null`,
    );
    expect(kept).toEqual([{ dropped_by: 'test-operator', drop_reason: 'nobody reads it' }]);

    const reason = 'it is mended';
    const resume = await ask('POST', `parked/${venueId}/resume`, { reason });
    const projected = { projection: 'telemetry', venueId, events: events - 1, stuck: null };
    expect(resume).toMatchObject({ status: 200, body: projected });
    expect(await parked()).toEqual([]);
    const { rows: notes } = await pool.query(
      `select venue_id, context from observability_events where source = 'allocator.operator'`,
    );
    const context = { by: 'test-operator', reason, events: events - 1 };
    expect(notes).toMatchObject([{ venue_id: venueId, context }]);
    const again = await ask('POST', `parked/${venueId}/resume`, { reason });
    expect(again).toMatchObject({ status: 404, body: { code: 'PARKED_NOT_FOUND' } });
  });

  test('what is not parked, or not ours to touch, is left alone', async () => {
    const body = { reason: 'r', projection: 'nonsense' };
    expect((await ask('POST', `parked/${venueId}/drop`, body)).status).toBe(404);
    const shouted = { reason: 'r', projection: 'NO SUCH' };
    expect((await ask('POST', `parked/${venueId}/drop`, shouted)).status).toBe(400);
    expect((await ask('POST', 'parked/none/drop', { reason: 'r' })).status).toBe(400);
    const elsewhere = await service.token('operator', [randomUUID()]);
    expect((await ask('GET', 'parked', undefined, elsewhere)).body).toEqual([]);
    for (const action of ['resume', 'drop']) {
      const path = `parked/${venueId}/${action}`;
      expect((await ask('POST', path, { reason: 'r' }, elsewhere)).status).toBe(403);
    }
  });
});

test('the lag of every reader is told', async () => {
  const { readers } = (await ask('GET', 'lag')).body as LagView;
  const telemetry = readers.find(({ name }) => name === 'telemetry');
  expect(telemetry?.events).toBeGreaterThan(0);
  expect(telemetry?.seconds).toBeGreaterThan(0);
  expect(readers.map(({ name }) => name)).toContain('relay');
});

test.each([
  ['GET', 'lag'],
  ['GET', 'parked'],
  ['POST', 'holds/sweep'],
  ['POST', `parked/${venueId}/resume`],
  ['POST', `parked/${venueId}/drop`],
])('%s %s is not for staff', async (...[method, path]) => {
  const token = await service.token('staff');
  const body = method === 'GET' ? undefined : { reason: 'r' };
  expect((await ask(method, path, body, token)).status).toBe(403);
});
