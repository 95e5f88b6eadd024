import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { randomUUID } from 'node:crypto';
import type { CommandData, CommandType, RefusedView, VenueConfiguration } from '#contracts';
import { startTestAllocator } from '../support/allocator.js';
import type { TestAllocator } from '../support/allocator.js';
import { bistro, envelope, wish } from '../support/bistro.js';

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

async function refused(query = '', of = venueId): Promise<RefusedView> {
  const { status, body } = await service.request('GET', `/api/venues/${of}/refused${query}`);
  expect(status).toBe(200);
  return body as RefusedView;
}

const conflicts = {
  code: 'TABLE_CONFLICT',
  observed: false,
  refusals: 3,
  bookings: 2,
  covers: 4,
  coversLost: 2,
};

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
  const { refused: listed, bookings, next } = await refused();
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
  const named = bookings.map(({ bookingId }) => bookingId);
  expect(new Set(named)).toEqual(new Set([winner, loser, late]));
  expect(bookings[0]).toMatchObject({ name: null, partySize: 2 });
});

test('guests of another venue are not named to whoever knows an id of theirs', async () => {
  const [here, there] = [bistro(), bistro()];
  for (const body of [here, there]) {
    await service.request('PUT', `/api/venues/${body.venueId}`, { body });
  }
  const bookingId = randomUUID();
  const theirs = { ...wish(bookingId), metadata: { name: 'Rossi' } };
  await service.request('POST', '/api/commands', {
    body: [
      envelope('RegisterBooking', there.venueId, theirs),
      envelope('AssignBest', here.venueId, { bookingId }),
    ],
  });
  expect(await refused('', here.venueId)).toMatchObject({
    refused: [{ code: 'BOOKING_NOT_FOUND', bookingId, partySize: null }],
    bookings: [],
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
  const totals = { refusals: 0, bookings: 0, covers: 0, coversLost: 0, observed: 0 };
  const nothing = { groups: [], refused: [], totals };
  expect(await refused('?to=2020-01-01T00:00:00Z')).toMatchObject(nothing);
});

test('what was in conflict and given all the same is told beside it, when asked for', async () => {
  const set = (value: boolean | null) =>
    service.request('PUT', '/api/flags/FEATURE_RPC_ASSIGN_ATOMIC', {
      body: { value, venueId, reason: 'to see what is in the way' },
    });
  await set(false);
  const body = envelope('AssignTables', venueId, { bookingId: loser, tableIds: [t1!] });
  expect(await service.request('POST', '/api/commands', { body })).toMatchObject({ status: 200 });
  await set(null);
  const { groups, totals, refused: listed } = await refused('?observed=include');
  expect(listed[0]).toMatchObject({
    observed: true,
    code: 'TABLE_CONFLICT',
    commandId: body.commandId,
    bookingId: loser,
    blockers: [{ label: 'T1', bookingId: winner }],
  });
  const counted = { code: 'TABLE_CONFLICT', observed: true, refusals: 1, bookings: 1 };
  expect(groups).toContainEqual(expect.objectContaining({ ...counted, coversLost: 0 }));
  expect(totals.observed).toBe(1);
  const without = await refused();
  expect(without.totals.observed).toBe(0);
  expect(without.groups.some(({ observed }) => observed)).toBe(false);
  expect(without.refused.some(({ observed }) => observed)).toBe(false);
});

test('the list can be of some reasons only', async () => {
  const { groups, refused: listed } = await refused('?codes=HOLD_CONFLICT,BOOKING_NOT_FOUND');
  expect(listed.map(({ code }) => code)).toEqual(['BOOKING_NOT_FOUND']);
  expect(groups).toHaveLength(2);
});

test.each([
  'groupBy=mood',
  'observed=yes',
  'codes=what?',
  'from=2020-01-01T00:00:00Z',
  'from=now',
  'before=0',
])('a question such as %s is refused and names what is wrong', async (query) => {
  const answer = await service.request('GET', `/api/venues/${venueId}/refused?${query}`);
  const path = query.split('=')[0];
  expect(answer).toMatchObject({ status: 400, body: { details: { fields: [{ path }] } } });
});

test('is for analysts, operators and staff of the venue', async () => {
  const as = async (token: string) =>
    (await service.request('GET', `/api/venues/${venueId}/refused`, { token })).status;
  expect(await as(await service.token('analyst', [venueId]))).toBe(200);
  expect(await as(await service.token('operator', [venueId]))).toBe(200);
  expect(await as(await service.token('staff', [randomUUID()]))).toBe(403);
  expect(await as(await service.token('booking-system'))).toBe(403);
});

describe('covers are lost only of guests who stand without tables', () => {
  /** What is asked in a bistro of its own, one after the other; each party is of two. */
  class House {
    readonly venue: VenueConfiguration = bistro();

    static async open(): Promise<House> {
      const house = new House();
      const path = `/api/venues/${house.venue.venueId}`;
      await service.request('PUT', path, { body: house.venue });
      return house;
    }

    table(label: string): string {
      return this.venue.tables.find((table) => table.label === label)!.id;
    }

    async send<T extends CommandType>(type: T, data: CommandData[T]): Promise<string> {
      const body = [envelope(type, this.venue.venueId, data)];
      const answer = await service.request('POST', '/api/commands', { body });
      return (answer.body as readonly { readonly status: string }[])[0]!.status;
    }

    async party(more: Partial<CommandData['RegisterBooking']> = {}): Promise<string> {
      const bookingId = randomUUID();
      await this.send('RegisterBooking', { ...wish(bookingId), ...more });
      return bookingId;
    }

    async seated(label: string): Promise<string> {
      const bookingId = await this.party();
      expect(await this.assign(bookingId, label)).toBe('accepted');
      return bookingId;
    }

    assign(bookingId: string, label: string): Promise<string> {
      return this.send('AssignTables', { bookingId, tableIds: [this.table(label)] });
    }

    move(bookingId: string, label: string): Promise<string> {
      return this.send('MoveBooking', { bookingId, tableIds: [this.table(label)] });
    }

    async totals(): Promise<RefusedView['totals']> {
      return (await refused('', this.venue.venueId)).totals;
    }
  }
  const none = { refusals: 0, bookings: 0, covers: 0, coversLost: 0, observed: 0 };
  const once = { ...none, refusals: 1, bookings: 1, covers: 2 };

  test('who sits and may not move is refused and loses nothing', async () => {
    const house = await House.open();
    await house.seated('T1');
    expect(await house.move(await house.seated('T2'), 'T1')).toBe('rejected');
    expect(await house.totals()).toEqual(once);
    const { groups } = await refused('', house.venue.venueId);
    expect(groups).toMatchObject([{ code: 'TABLE_CONFLICT', covers: 2, coversLost: 0 }]);
  });

  test.each(['completed', 'cancelled', 'no_show'] as const)(
    'nor does who sat until the booking was %s',
    async (status) => {
      const house = await House.open();
      await house.seated('T1');
      const bookingId = await house.seated('T2');
      await house.move(bookingId, 'T1');
      await house.send('SetBookingStatus', { bookingId, status });
      expect(await house.totals()).toEqual(once);
    },
  );

  test('who lost the tables afterwards is lost', async () => {
    const house = await House.open();
    await house.seated('T1');
    const bookingId = await house.seated('T2');
    await house.move(bookingId, 'T1');
    await house.send('UnassignTables', { bookingId });
    expect(await house.totals()).toEqual({ ...once, coversLost: 2 });
  });

  test('who came after all and was refused then is lost', async () => {
    const house = await House.open();
    const bookingId = await house.seated('T1');
    await house.send('SetBookingStatus', { bookingId, status: 'no_show' });
    await house.seated('T1');
    await house.send('SetBookingStatus', { bookingId, status: 'checked_in' });
    expect(await house.assign(bookingId, 'T1')).toBe('rejected');
    expect(await house.totals()).toEqual({ ...once, coversLost: 2 });
  });

  test('who was refused for several reasons counts once', async () => {
    const house = await House.open();
    await house.seated('T1');
    const bookingId = await house.party();
    await house.assign(bookingId, 'T1');
    await house.assign(bookingId, 'T1');
    await house.send('AssignTables', { bookingId, tableIds: [randomUUID()] });
    expect(await house.totals()).toEqual({ ...once, refusals: 3, coversLost: 2 });
    const { groups } = await refused('?groupBy=quarter-hour', house.venue.venueId);
    expect(groups.reduce((sum, { coversLost }) => sum + coversLost, 0)).toBeGreaterThan(2);
  });

  test('a hold that is not confirmed because it does not fit is demand', async () => {
    const house = await House.open();
    const [bookingId, holdId] = [await house.party({ partySize: 5 }), randomUUID()];
    const window = { start: '2038-03-12T19:30', end: '2038-03-12T21:00' };
    await house.send('HoldTables', { holdId, tableIds: [house.table('T1')], window });
    expect(await house.send('ConfirmHold', { holdId, bookingId })).toBe('rejected');
    expect(await house.totals()).toEqual({ ...once, covers: 5, coversLost: 5 });
  });

  test('what asks for no tables, or for guests who are gone, is no demand', async () => {
    const house = await House.open();
    const [bookingId, holdId] = [await house.party({ status: 'cancelled' }), randomUUID()];
    const reason = 'the window';
    const refusals = [
      await house.send('ReleaseHold', { holdId }),
      await house.send('ExtendHold', { holdId, ttlSeconds: 60 }),
      await house.send('ConfirmHold', { holdId, bookingId: await house.party() }),
      await house.send('PinBooking', { bookingId, reason }),
      await house.send('RegisterBooking', wish(bookingId, '2038-03-12T20:00')),
      await house.assign(bookingId, 'T1'),
    ];
    expect(refusals).toEqual(refusals.map(() => 'rejected'));
    const answer = await refused('', house.venue.venueId);
    expect(answer).toMatchObject({ groups: [], refused: [], totals: none });
  });
});
