import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { randomUUID } from 'node:crypto';
import { startTestAllocator } from '../support/allocator.js';
import type { TestAllocator } from '../support/allocator.js';
import { bistro, envelope, wish } from '../support/bistro.js';

interface Refusals {
  readonly groups: readonly { quarterHour: string | null; code: string; refusals: number }[];
  readonly refused: readonly { seq: number; code: string }[];
  readonly next: number | null;
}

let service: TestAllocator;
const venue = bistro();
const { venueId } = venue;
const [t1, t2] = venue.tables.map(({ id }) => id);
const [winner, loser, late] = [randomUUID(), randomUUID(), randomUUID()];

beforeAll(async () => {
  service = await startTestAllocator();
  await service.request('PUT', `/api/venues/${venueId}`, { body: venue });
  const assign = (bookingId: string, tableId: string) =>
    envelope('AssignTables', venueId, { bookingId, tableIds: [tableId] });
  await service.request('POST', '/api/commands', {
    body: [
      ...[winner, loser, late].map((id) => envelope('RegisterBooking', venueId, wish(id))),
      assign(winner, t1!),
      // Refused twice and never seated: its two covers are lost once.
      assign(loser, t1!),
      assign(loser, t1!),
      // Refused, and seated elsewhere: nothing is lost.
      assign(late, t1!),
      assign(late, t2!),
      envelope('AssignBest', venueId, { bookingId: randomUUID() }),
    ],
  });
});
afterAll(() => service.stop());

async function refused(query = ''): Promise<Refusals> {
  const { status, body } = await service.request('GET', `/api/venues/${venueId}/refused${query}`);
  expect(status).toBe(200);
  return body as Refusals;
}

const conflicts = { code: 'TABLE_CONFLICT', refusals: 3, bookings: 2, covers: 4, coversLost: 2 };

test('refusals are counted by reason, with the covers that were lost for good', async () => {
  const { groups } = await refused();
  expect(groups).toEqual([
    { quarterHour: null, ...conflicts },
    expect.objectContaining({ code: 'BOOKING_NOT_FOUND', refusals: 1, covers: 0, coversLost: 0 }),
  ]);
});

test('and by quarter hour, which add up to the same', async () => {
  const { groups } = await refused('?groupBy=quarter-hour');
  for (const { quarterHour } of groups) expect(Date.parse(quarterHour!) % 900_000).toBe(0);
  expect(groups.reduce((sum, { refusals }) => sum + refusals, 0)).toBe(4);
});

test('the newest come first, with who was in the way', async () => {
  const { refused: listed, next } = await refused();
  expect(next).toBeNull();
  expect(listed.map(({ code }) => code)).toEqual([
    'BOOKING_NOT_FOUND',
    ...(Array(3).fill('TABLE_CONFLICT') as string[]),
  ]);
  expect(listed[1]).toMatchObject({
    bookingId: late,
    partySize: 2,
    commandType: 'AssignTables',
    blockers: [{ label: 'T1', bookingId: winner }],
  });
});

test('more than a page comes in pages, each refusal once', async () => {
  const body = Array.from({ length: 150 }, () =>
    envelope('AssignTables', venueId, { bookingId: loser, tableIds: [t1!] }),
  );
  await service.request('POST', '/api/commands', { body });
  const first = await refused();
  expect(first.refused).toHaveLength(100);
  const second = await refused(`?before=${first.next}`);
  expect(second).toMatchObject({ next: null });
  const seqs = [...first.refused, ...second.refused].map(({ seq }) => seq);
  expect(seqs).toHaveLength(154);
  expect(seqs).toEqual([...new Set(seqs)].sort((a, b) => b - a));
});

test('only those of the time asked for', async () => {
  expect(await refused('?to=2020-01-01T00:00:00Z')).toMatchObject({ groups: [], refused: [] });
});

test.each(['groupBy=mood', 'from=2020-01-01T00:00:00Z', 'from=now', 'before=0'])(
  'a question such as %s is refused and names what is wrong',
  async (query) => {
    const answer = await service.request('GET', `/api/venues/${venueId}/refused?${query}`);
    const path = query.split('=')[0];
    expect(answer).toMatchObject({ status: 400, body: { details: { fields: [{ path }] } } });
  },
);

test('is for analysts and staff of the venue', async () => {
  const as = async (token: string) =>
    (await service.request('GET', `/api/venues/${venueId}/refused`, { token })).status;
  expect(await as(await service.token('analyst', [venueId]))).toBe(200);
  expect(await as(await service.token('staff', [randomUUID()]))).toBe(403);
  expect(await as(await service.token('booking-system'))).toBe(403);
});
