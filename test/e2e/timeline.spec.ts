import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { randomUUID } from 'node:crypto';
import type { CommandOutcome, Timeline, VenueSummary } from '#contracts';
import { startTestAllocator } from '../support/allocator.js';
import type { Answer, TestAllocator } from '../support/allocator.js';
import { bistro, envelope, wish } from '../support/bistro.js';
import { readVenue } from '../support/data-files.js';
import { fridayCommands } from '../support/friday-commands.js';
import { openEventSource } from '../support/event-source.js';

let service: TestAllocator;
const brasserie = readVenue('venues/brasserie');
const other = { ...bistro(), name: 'A Bistro' };
let staff: string;
let outcomes: readonly CommandOutcome[];

beforeAll(async () => {
  service = await startTestAllocator();
  staff = await service.token('staff', [brasserie.venueId]);
  await service.request('PUT', `/api/venues/${other.venueId}`, { body: other });
  const [, ...commands] = [...fridayCommands('brasserie')];
  await service.request('PUT', `/api/venues/${brasserie.venueId}`, { body: brasserie });
  const { body } = await service.request('POST', '/api/commands', { body: commands });
  outcomes = body as CommandOutcome[];
});
afterAll(() => service.stop());

async function timeline(query: string, token = staff): Promise<Answer> {
  return service.request('GET', `/api/ops/tables/timeline?${query}`, { token });
}

async function friday(): Promise<Timeline> {
  const { status, body } = await timeline(`venueId=${brasserie.venueId}&date=2026-11-27`);
  expect(status).toBe(200);
  return body as Timeline;
}

describe('the timeline of a full Friday', () => {
  test('has every table, every seated party, and those that are not', async () => {
    const shown = await friday();
    expect(shown).toMatchObject({
      venueId: brasserie.venueId,
      timeZone: brasserie.timeZone,
      date: '2026-11-27',
      contextVersion: outcomes.findLast(({ status }) => status === 'accepted')!.contextVersion,
    });
    expect(shown.rows.map((row) => row.table)).toEqual(brasserie.tables);
    const { rows } = await service.database.pool.query<{ booking: string; tables: number }>(
      `select booking_id as booking, count(*)::int as tables from booking_table_assignments
        group by booking_id order by booking_id`,
    );
    const tiles = new Map<string, number>();
    for (const { segments } of shown.rows) {
      for (const { booking } of segments) {
        tiles.set(booking!.bookingId, (tiles.get(booking!.bookingId) ?? 0) + 1);
      }
    }
    const seated = rows.map(({ booking, tables }) => [booking, tables]);
    expect([...tiles].sort()).toEqual(seated);
    expect(tiles.size).toBeGreaterThan(120);
    expect(tiles.size + shown.unassigned.length).toBe(190);
    expect(Math.max(...shown.quarters.map(({ covers }) => covers))).toBeGreaterThan(80);
    expect(Math.max(...shown.quarters.map(({ occupancy }) => occupancy))).toBeLessThanOrEqual(1);
  });

  test('follows what is done: a hold comes, and goes when it lapses, swept or not', async () => {
    const [free] = (await friday()).unassigned;
    const table = brasserie.tables[0]!;
    const holdId = randomUUID();
    const window = { start: '2026-11-27T23:58:00Z', end: '2026-11-28T00:20:00Z' };
    const hold = { holdId, bookingId: free!.bookingId, tableIds: [table.id], window };
    const body = envelope('HoldTables', brasserie.venueId, hold);
    const held = await service.request('POST', '/api/commands', { body });
    const rowOf = async () =>
      (await friday()).rows
        .find((row) => row.table.id === table.id)!
        .segments.filter((segment) => segment.holdId === holdId);
    if (held.status !== 200) throw new Error(JSON.stringify(held.body));
    expect(await rowOf()).toMatchObject([
      { kind: 'hold', owner: 'test-admin', bookingId: free!.bookingId },
    ]);
    await service.database.pool.query(
      `update table_holds set expires_at = clock_timestamp() where id = $1`,
      [holdId],
    );
    expect(await rowOf()).toEqual([]);
  });

  test('is of the service day that it is now when none is named', async () => {
    const askedMs = Date.now();
    const { body } = await timeline(`venueId=${brasserie.venueId}`);
    const { serverNow, date, window } = body as Timeline;
    expect(Date.parse(serverNow)).toBeGreaterThanOrEqual(askedMs);
    expect(Date.parse(serverNow)).toBeLessThanOrEqual(Date.now());
    expect(Math.abs(Date.parse(`${date}T12:00:00Z`) - Date.parse(serverNow))).toBeLessThan(
      36 * 3_600_000,
    );
    expect(window.start < window.end).toBe(true);
  });

  test.each([
    ['a venue that is not there', () => `venueId=${randomUUID()}`, 404, '*'],
    ['a venue out of reach', () => `venueId=${other.venueId}`, 403, null],
    ['no venue', () => '', 400, null],
    ['a day no calendar has', () => `venueId=${brasserie.venueId}&date=2026-02-30`, 400, null],
    ['no day', () => `venueId=${brasserie.venueId}&date=tomorrow`, 400, null],
  ])('refuses %s', async (_what, query, status, reach) => {
    const token = reach === '*' ? await service.token('staff') : staff;
    expect((await timeline(query(), token)).status).toBe(status);
  });

  test('is not for booking systems', async () => {
    const token = await service.token('booking-system');
    expect((await timeline(`venueId=${brasserie.venueId}`, token)).status).toBe(403);
  });
});

describe('the list of venues', () => {
  const list = async (token: string): Promise<readonly VenueSummary[]> =>
    (await service.request('GET', '/api/venues', { token })).body as VenueSummary[];

  test('names those in reach, and no others', async () => {
    const mine = {
      venueId: brasserie.venueId,
      name: brasserie.name,
      timeZone: brasserie.timeZone,
      tables: brasserie.tables.length,
    };
    expect(await list(staff)).toEqual([mine]);
    const all = await list(await service.token('analyst'));
    expect(all).toMatchObject([{ name: 'A Bistro', tables: 4 }, mine]);
    expect(await list(await service.token('operator', [randomUUID()]))).toEqual([]);
  });
});

describe('staff hear the log', () => {
  const events = (query: string): Promise<Answer> =>
    service.request('GET', `/api/events${query}`, { token: staff });

  test('of a venue that they name and reach', async () => {
    const { status, body } = await events(`?venueId=${brasserie.venueId}&types=VenueConfigured`);
    expect(status).toBe(200);
    expect((body as string).trim().split('\n')).toHaveLength(1);
    expect((await events('')).status).toBe(403);
    expect((await events(`?venueId=${other.venueId}`)).status).toBe(403);
    const all = await service.token('staff');
    expect((await service.request('GET', '/api/events', { token: all })).status).toBe(403);
  });

  test('live', async () => {
    const url = `${service.url}/api/events?venueId=${brasserie.venueId}`;
    const source = await openEventSource(url, staff);
    const body = envelope('RegisterBooking', brasserie.venueId, wish(randomUUID()));
    const { status } = await service.request('POST', '/api/commands', { body, token: staff });
    expect(status).toBe(200);
    expect(await source.messages(1)).toMatchObject([{ event: 'BookingRegistered' }]);
    source.close();
  });
});

test('guests who have left are shown where they sat until they did, and their table is free', async () => {
  const plan = bistro();
  const house = { ...plan, policy: { ...plan.policy, servicePeriods: [] } };
  const { venueId, tables } = house;
  await service.request('PUT', `/api/venues/${venueId}`, { body: house });
  const hours = (n: number): string => new Date(Date.now() + n * 3_600_000).toISOString();
  const party = (startsAt: string) => ({ ...wish(randomUUID(), startsAt), endsAt: hours(1) });
  const [early, late] = [party(hours(-1)), party(hours(0.01))];
  const seat = { tableIds: [tables[0]!.id] };
  const body = [
    envelope('RegisterBooking', venueId, early),
    envelope('AssignTables', venueId, { bookingId: early.bookingId, ...seat }),
    envelope('SetBookingStatus', venueId, { bookingId: early.bookingId, status: 'completed' }),
    envelope('RegisterBooking', venueId, late),
    envelope('AssignTables', venueId, { bookingId: late.bookingId, ...seat }),
  ];
  const done = (await service.request('POST', '/api/commands', { body })).body as CommandOutcome[];
  expect(done.map(({ status }) => status)).toEqual(body.map(() => 'accepted'));
  const token = await service.token('staff', [venueId]);
  const shown = (await timeline(`venueId=${venueId}`, token)).body as Timeline;
  expect(shown.rows[0]!.segments).toMatchObject([
    {
      past: true,
      bookingId: early.bookingId,
      window: { start: early.startsAt },
      booking: { status: 'completed' },
    },
    { bookingId: late.bookingId },
  ]);
  const [sat, claim] = shown.rows[0]!.segments;
  expect(sat!.window.end! <= shown.serverNow).toBe(true);
  expect(claim!.past).toBeUndefined();
  const then = shown.quarters.findLast(({ start }) => start <= sat!.window.start);
  if (then) expect(then.covers).toBe(2);
});

test('guests of whom nobody says that they left are listed, so that people can', async () => {
  const plan = bistro();
  const house = { ...plan, policy: { ...plan.policy, servicePeriods: [] } };
  const { venueId, tables } = house;
  await service.request('PUT', `/api/venues/${venueId}`, { body: house });
  const ago = (minutes: number): string => new Date(Date.now() - minutes * 60_000).toISOString();
  const party = { ...wish(randomUUID(), ago(1)), endsAt: ago(0.5) };
  const { bookingId } = party;
  const body = [
    envelope('RegisterBooking', venueId, party),
    envelope('AssignTables', venueId, { bookingId, tableIds: [tables[0]!.id] }),
    envelope('SetBookingStatus', venueId, { bookingId, status: 'seated' }),
  ];
  await service.request('POST', '/api/commands', { body });
  const token = await service.token('staff', [venueId]);
  const shown = (await timeline(`venueId=${venueId}`, token)).body as Timeline;
  expect(shown.needsAttention).toMatchObject([
    { kind: 'lapsed', bookingId, tables: [{ label: 'T1' }], until: party.endsAt, next: null },
  ]);
});
