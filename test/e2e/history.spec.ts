import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { randomUUID } from 'node:crypto';
import type { CommandData, CommandOutcome, CommandType, RecordedEvent } from '#contracts';
import { startTestAllocator } from '../support/allocator.js';
import type { TestAllocator } from '../support/allocator.js';
import { bistro, envelope, wish } from '../support/bistro.js';

interface Answered {
  readonly commandId: string;
  readonly recordedAt: string;
}

let service: TestAllocator;
const venue = bistro();
const { venueId } = venue;
const [t1, t2, t3] = venue.tables.map(({ id }) => id);
const [ana, ben] = [randomUUID(), randomUUID()];
const holdId = randomUUID();
const blockId = randomUUID();
const DINNER = '2038-03-12T20:00:00+01:00';

/** The commands of the story, in their order. */
let taken: Answered;
let swapped: Answered;
let freed: Answered;
let held: Answered;
let confirmed: Answered;

beforeAll(async () => {
  service = await startTestAllocator();
  await service.request('PUT', `/api/venues/${venueId}`, { body: venue });
  for (const bookingId of [ana, ben]) await send('RegisterBooking', wish(bookingId));
  taken = await send('AssignTables', { bookingId: ana, tableIds: [t1!] });
  await send('AssignTables', { bookingId: ben, tableIds: [t2!] });
  swapped = await send('SwapBookings', { bookingIdA: ana, bookingIdB: ben });
  freed = await send('SetBookingStatus', { bookingId: ben, status: 'cancelled' });
  held = await send('HoldTables', { holdId, bookingId: ana, tableIds: [t3!], ttlSeconds: 180 });
  confirmed = await send('ConfirmHold', { holdId, bookingId: ana });
  const window = { start: '2038-03-12T18:00', end: null };
  await send('BlockTables', { blockId, tableIds: [t1!], window, reason: 'it wobbles' });
});
afterAll(() => service.stop());

async function send<T extends CommandType>(type: T, data: CommandData[T]): Promise<Answered> {
  const command = envelope(type, venueId, data);
  const answer = await service.request('POST', '/api/commands', { body: command });
  expect(answer).toMatchObject({ status: 200 });
  const { partition, seq } = (answer.body as CommandOutcome).events.at(-1)!;
  const place = `${partition}:${seq - 1}`;
  const log = await service.request('GET', `/api/events?after=${place}&venueId=${venueId}&limit=1`);
  const { recordedAt } = JSON.parse(log.body as string) as RecordedEvent;
  return { commandId: command.commandId, recordedAt };
}

async function history(query: Record<string, string>): Promise<unknown> {
  const search = new URLSearchParams(query).toString();
  const { status, body } = await service.request('GET', `/api/venues/${venueId}/history?${search}`);
  expect(status).toBe(200);
  return body;
}

describe('who had a table at a time', () => {
  test('is told as it was known then, with the command that did it', async () => {
    const at = { tableId: t1!, at: DINNER };
    expect(await history({ ...at, asOf: taken.recordedAt })).toMatchObject({
      spells: [{ kind: 'assignment', bookingId: ana, begun: { commandId: taken.commandId } }],
    });
    expect(await history({ ...at, asOf: taken.recordedAt })).toMatchObject({
      commands: [{ commandId: taken.commandId, type: 'AssignTables' }],
      bookings: [{ bookingId: ana, partySize: 2 }],
    });
    expect(await history({ ...at, asOf: swapped.recordedAt })).toMatchObject({
      spells: [{ kind: 'assignment', bookingId: ben, begun: { commandId: swapped.commandId } }],
    });
    expect(await history({ ...at, asOf: freed.recordedAt })).toMatchObject({ spells: [] });
    expect(await history(at)).toMatchObject({
      spells: [{ kind: 'block', id: blockId, window: { end: null }, reason: 'it wobbles' }],
    });
  });

  test('is nobody outside the window', async () => {
    const asOf = taken.recordedAt;
    for (const at of ['2038-03-12T19:29:59+01:00', '2038-03-12T21:00:00+01:00']) {
      expect(await history({ tableId: t1!, at, asOf })).toMatchObject({ spells: [] });
    }
    const start = '2038-03-12T19:30:00+01:00';
    expect(await history({ tableId: t1!, at: start, asOf })).toMatchObject({ spells: [{}] });
  });

  test('is a hold until it becomes an assignment', async () => {
    const at = { tableId: t3!, at: DINNER };
    expect(await history({ ...at, asOf: held.recordedAt })).toMatchObject({
      spells: [{ kind: 'hold', id: holdId, bookingId: ana, begun: { commandId: held.commandId } }],
    });
    expect(await history(at)).toMatchObject({
      spells: [{ kind: 'assignment', begun: { commandId: confirmed.commandId } }],
    });
  });

  test('is not a hold that had lapsed, swept or not', async () => {
    const lapsing = randomUUID();
    const window = { start: '2038-05-01T19:30', end: '2038-05-01T21:00' };
    await send('HoldTables', { holdId: lapsing, tableIds: [t2!], window, ttlSeconds: 30 });
    const at = { tableId: t2!, at: '2038-05-01T20:00:00+02:00' };
    expect(await history(at)).toMatchObject({ spells: [{ kind: 'hold', id: lapsing }] });
    expect(await history({ ...at, asOf: '2100-01-01T00:00:00Z' })).toMatchObject({ spells: [] });
  });
});

test('without a time every spell is told, with its beginning and its end', async () => {
  expect(await history({ tableId: t1! })).toMatchObject({
    spells: [
      { bookingId: ana, begun: taken, ended: { ...swapped, eventType: 'BookingsSwapped' } },
      { bookingId: ben, begun: swapped, ended: freed },
      { kind: 'block', id: blockId, ended: null },
    ],
    next: null,
  });
});

test('more spells than one answer has come in pages, each once', async () => {
  const bookingId = randomUUID();
  await send('RegisterBooking', wish(bookingId, '2038-06-01T19:30'));
  const assign = { bookingId, tableIds: [t2!] };
  const commands = Array.from({ length: 300 }, () => [
    envelope('AssignTables', venueId, assign),
    envelope('UnassignTables', venueId, { bookingId }),
  ]).flat();
  const { status } = await service.request('POST', '/api/commands', { body: commands });
  expect(status).toBe(200);
  const ids: string[] = [];
  for (let after: number | null = 0; after !== null;) {
    const page = (await history({ tableId: t2!, after: String(after) })) as {
      spells: { begun: { commandId: string } }[];
      next: number | null;
    };
    ids.push(...page.spells.map(({ begun }) => begun.commandId));
    after = page.next;
  }
  const assigned = commands.filter(({ type }) => type === 'AssignTables');
  expect(ids.slice(-300)).toEqual(assigned.map(({ commandId }) => commandId));
  expect(new Set(ids).size).toBe(ids.length);
});

test.each([
  '',
  'tableId=7',
  `tableId=${randomUUID()}&at=2038-03-12T20:00`,
  `tableId=${randomUUID()}&at=2038-02-30T20:00:00Z`,
])('a question such as %s is refused', async (query) => {
  const answer = await service.request('GET', `/api/venues/${venueId}/history?${query}`);
  expect(answer).toMatchObject({ status: 400, body: { code: 'PAYLOAD_INVALID' } });
});

test('is for analysts and staff of the venue', async () => {
  const path = `/api/venues/${venueId}/history?tableId=${t1!}`;
  const as = async (token: string) => (await service.request('GET', path, { token })).status;
  expect(await as(await service.token('analyst'))).toBe(200);
  expect(await as(await service.token('staff', [venueId]))).toBe(200);
  expect(await as(await service.token('staff', [randomUUID()]))).toBe(403);
  expect(await as(await service.token('booking-system'))).toBe(403);
});
