import { afterAll, afterEach, beforeAll, describe, expect, jest, test } from '@jest/globals';
import { randomUUID } from 'node:crypto';
import pg from 'pg';
import type { ManualContext, Table, Timeline, VenueConfiguration } from '#contracts';
import { startTestAllocator } from '../support/allocator.js';
import type { Answer, TestAllocator } from '../support/allocator.js';
import { bistro, envelope } from '../support/bistro.js';

const TABLES = 20;
const DAY = '2038-03-12';
/** What else may look at the database meanwhile would count, too; it does not do so every time. */
const TRIES = 3;

let service: TestAllocator;
let quiet: House;
let busy: House;

beforeAll(async () => {
  // Nothing that works by itself.
  service = await startTestAllocator({ ROLES: 'api' });
  quiet = await House.open(10);
  busy = await House.open(200);
});
afterEach(() => {
  jest.restoreAllMocks();
});
afterAll(() => service.stop());

/** Twenty tables, and a day on which so many parties of two have one each. */
class House {
  private constructor(
    readonly bookings: number,
    readonly venue: VenueConfiguration,
    /** Who has no table yet, at the fullest time. */
    readonly guest: string,
  ) {}

  static async open(bookings: number): Promise<House> {
    const usual = bistro();
    const tables = Array.from({ length: TABLES }, (_, i): Table => {
      return { ...usual.tables[0]!, id: randomUUID(), label: `T${i + 1}` };
    });
    const venue = { ...usual, tables, adjacencies: [] };
    const { venueId } = venue;
    await service.request('PUT', `/api/venues/${venueId}`, { body: venue });
    const booked = (bookingId: string, startsAt: string, name: string) =>
      envelope('RegisterBooking', venueId, {
        ...{ bookingId, partySize: 2, startsAt, status: 'confirmed' },
        metadata: { name },
      });
    const seated = Array.from({ length: bookings }, (_, i) => {
      const bookingId = randomUUID();
      // One table after the other, round by round from 11:00 on.
      const table = tables[i % TABLES]!;
      const minutes = 11 * 60 + Math.floor(i / TABLES) * 90;
      const clock = [Math.floor(minutes / 60) % 24, minutes % 60].map((n) =>
        String(n).padStart(2, '0'),
      );
      const day = minutes < 24 * 60 ? DAY : '2038-03-13';
      return [
        booked(bookingId, `${day}T${clock.join(':')}`, `Guest ${i}`),
        envelope('AssignTables', venueId, { bookingId, tableIds: [table.id] }),
      ];
    });
    const guest = randomUUID();
    const body = [...seated.flat(), booked(guest, `${DAY}T12:00`, 'Sato')];
    const { body: outcomes } = await service.request('POST', '/api/commands', { body });
    expect((outcomes as Answer[]).filter(({ status }) => String(status) !== 'accepted')).toEqual(
      [],
    );
    return new House(bookings, venue, guest);
  }

  /** How many statements an answer takes, and the answer. */
  async counted(ask: (house: House) => Promise<Answer>): Promise<[number, Answer]> {
    await ask(this);
    const tries: [number, Answer][] = [];
    for (let i = 0; i < TRIES; i++) {
      const spied = jest.spyOn(pg.Client.prototype, 'query');
      const answer = await ask(this);
      tries.push([spied.mock.calls.length, answer]);
      spied.mockRestore();
    }
    return tries.sort(([a], [b]) => a - b)[0]!;
  }
}

const get = (path: string): Promise<Answer> => service.request('GET', path);
const post = (path: string, body: object): Promise<Answer> =>
  service.request('POST', path, { body });
const someTables = ({ venue }: House): string[] => venue.tables.slice(0, 3).map(({ id }) => id);

const timeline = ({ venue: { venueId } }: House) =>
  get(`/api/ops/tables/timeline?venueId=${venueId}&date=${DAY}`);
const context = ({ guest }: House) => get(`/api/staff/manual/context?bookingId=${guest}`);

describe('an answer takes as many statements on a busy day as on a quiet one:', () => {
  test('the days are what they are called', async () => {
    for (const house of [quiet, busy]) {
      const { rows } = (await timeline(house)).body as Timeline;
      expect(rows.flatMap(({ segments }) => segments)).toHaveLength(house.bookings);
    }
    const { conflicts } = (await context(busy)).body as ManualContext;
    expect(new Set(conflicts.map(({ name }) => name)).size).toBeGreaterThanOrEqual(2 * TABLES - 1);
  });

  test.each<[string, number, (house: House) => Promise<Answer>]>([
    ['the timeline', 200, timeline],
    ['the context of a booking', 200, context],
    [
      'a validation',
      200,
      (house) =>
        post('/api/staff/manual/validate', {
          bookingId: house.guest,
          tableIds: someTables(house),
        }),
    ],
    ['a quote', 200, ({ guest }) => post('/api/staff/auto/quote', { bookingId: guest })],
    [
      'who would have to move',
      200,
      ({ guest }) => post('/api/staff/auto/repack', { bookingId: guest }),
    ],
    [
      'a refusal',
      422,
      (house) => post(`/api/ops/bookings/${house.guest}/tables`, { tableIds: someTables(house) }),
    ],
    [
      'the history of a table',
      200,
      ({ venue: { venueId, tables } }) =>
        get(`/api/venues/${venueId}/history?tableId=${tables[0]!.id}`),
    ],
    ['refused demand', 200, ({ venue: { venueId } }) => get(`/api/venues/${venueId}/refused`)],
  ])('%s', async (...[, status, ask]) => {
    const [few, calm] = await quiet.counted(ask);
    const [many, full] = await busy.counted(ask);
    expect([calm.status, full.status]).toEqual([status, status]);
    expect(few).toBeGreaterThan(0);
    expect(many).toBe(few);
    // Whatever grew on both days would not be noticed above.
    expect(many).toBeLessThanOrEqual(12);
  });
});
