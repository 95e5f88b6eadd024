import { afterAll, beforeAll, beforeEach, describe, expect, test } from '@jest/globals';
import { randomUUID } from 'node:crypto';
import type { AutoConfirmAnswer, QuoteAnswer, RepackAnswer, RepackPreview } from '#contracts';
import { startTestAllocator } from '../support/allocator.js';
import type { Answer, TestAllocator } from '../support/allocator.js';
import { bistro, envelope, wish } from '../support/bistro.js';
import { expectWholeLog } from '../support/log-proof.js';

let service: TestAllocator;
let staff: string;
let venue: ReturnType<typeof bistro>;

beforeAll(async () => {
  service = await startTestAllocator();
});
beforeEach(async () => {
  venue = bistro();
  await service.request('PUT', `/api/venues/${venue.venueId}`, { body: venue });
  staff = await service.token('staff', [venue.venueId]);
});
afterAll(async () => {
  await expectWholeLog(service.database.pool, 32);
  await service.stop();
});

const tableId = (label: string): string => venue.tables.find((table) => table.label === label)!.id;
const ids = (...labels: readonly string[]): string[] => labels.map(tableId);
const labelsOf = (tables: readonly { label: string }[] | null): string[] | null =>
  tables && tables.map(({ label }) => label).sort();

async function send(type: string, data: object): Promise<Answer> {
  const body = { ...envelope('AssignBest', venue.venueId, { bookingId: '' }), type, data };
  return service.request('POST', '/api/commands', { body, token: staff });
}

async function booked(partySize = 2, startsAt?: string): Promise<string> {
  const bookingId = randomUUID();
  const registered = await send('RegisterBooking', { ...wish(bookingId, startsAt), partySize });
  expect(registered.status).toBe(200);
  return bookingId;
}

async function seated(partySize: number, ...labels: readonly string[]): Promise<string> {
  const bookingId = await booked(partySize);
  const assigned = await send('AssignTables', { bookingId, tableIds: ids(...labels) });
  expect(assigned.status).toBe(200);
  return bookingId;
}

function auto(path: string, body: object, token = staff): Promise<Answer> {
  return service.request('POST', `/api/staff/auto/${path}`, { token, body });
}

async function quoted(bookingId: string, more: object = {}): Promise<QuoteAnswer> {
  const { status, body } = await auto('quote', { bookingId, ...more });
  if (status !== 200) throw new Error(JSON.stringify(body));
  return body as QuoteAnswer;
}

async function claims(): Promise<string[]> {
  const { rows } = await service.database.pool.query<{ claim: string }>(
    `select a.kind || ' ' || t.label || ' ' || a.booking_id as claim
       from allocations a join tables t on t.id = a.resource_id and t.venue_id = a.venue_id
      where a.venue_id = $1 order by 1`,
    [venue.venueId],
  );
  return rows.map(({ claim }) => claim);
}

describe('a quote', () => {
  test('says what the selector would choose, why, and what else; and takes nothing', async () => {
    const bookingId = await booked(4);
    const quote = await quoted(bookingId);
    expect(quote).toMatchObject({
      bookingId,
      tables: [{ label: 'T4' }],
      summary: { tableCount: 1, totalCapacity: 6, slack: 2, tableLabels: ['T4'], partySize: 4 },
      trace: { considered: 4, feasible: 1, criteria: { tables: 1, spareSeats: 2 } },
      alternatives: [{ sameTime: true }, {}, {}],
      hold: null,
    });
    expect(quote.trace.elapsedMicros).toBeGreaterThan(0);
    expect(quote.contextVersion).toMatch(/^\d+:\d+$/);
    expect(await claims()).toEqual([]);
  });

  test('says when else, where nothing fits now', async () => {
    await seated(6, 'T4');
    const quote = await quoted(await booked(6));
    // Three tables of two are joined instead; when these are gone too, only another time is left.
    expect(labelsOf(quote.tables)).toEqual(['T1', 'T2', 'T3']);
    await seated(5, 'T1', 'T2', 'T3');
    const { tables, nextTimes, alternatives } = await quoted(await booked(6));
    expect(tables).toBeNull();
    expect(alternatives.every(({ sameTime }) => !sameTime)).toBe(true);
    // Half past seven in Paris; both neighbours are an hour and a half away.
    expect(nextTimes.slice(0, 3).map(({ window }) => window.start)).toEqual([
      '2038-03-12T17:00:00.000Z',
      '2038-03-12T20:00:00.000Z',
      '2038-03-12T16:45:00.000Z',
    ]);
    expect(nextTimes).toHaveLength(8);
  });

  test('that is held, holds what it says; again it is the same hold', async () => {
    const bookingId = await booked(2);
    const holdId = randomUUID();
    const first = await quoted(bookingId, { holdId, holdTtlSeconds: 60 });
    expect(first.hold).toMatchObject({ holdId, bookingId, tables: first.tables });
    expect(first.hold!.secondsLeft).toBeGreaterThan(0);
    expect(await claims()).toEqual([`hold ${first.tables![0]!.label} ${bookingId}`]);
    const again = await quoted(bookingId, { holdId, holdTtlSeconds: 60 });
    expect(again.hold).toMatchObject({ holdId, expiresAt: first.hold!.expiresAt });
    expect(again.tables).toEqual(first.tables);
  });

  test.each(Array.from({ length: 5 }, (_, i) => i))(
    'held by many at once gives each others tables, and nobody none who could have some (%i)',
    async () => {
      const bookings = await Promise.all(Array.from({ length: 6 }, () => booked(2)));
      const quotes = await Promise.all(bookings.map((id) => quoted(id, { hold: true })));
      const held = quotes.filter(({ hold }) => hold !== null);
      expect(held.flatMap(({ tables }) => labelsOf(tables)!).sort()).toEqual([
        'T1',
        'T2',
        'T3',
        'T4',
      ]);
      for (const { tables, hold } of held) expect(hold!.tables).toEqual(tables);
      for (const { tables, nextTimes } of quotes.filter(({ hold }) => hold === null)) {
        expect(tables).toBeNull();
        expect(nextTimes.length).toBeGreaterThan(0);
      }
    },
  );

  test('is refused as the command is: unknown, over, outside service, no window', async () => {
    const bookingId = await booked();
    const outside = { start: '2038-03-12T05:00', end: '2038-03-12T06:00' };
    expect(await auto('quote', { bookingId, window: outside })).toMatchObject({
      status: 422,
      body: { code: 'OUTSIDE_SERVICE', details: { alternatives: expect.any(Array) as unknown } },
    });
    const reversed = { start: '2038-03-12T20:00', end: '2038-03-12T19:00' };
    expect(await auto('quote', { bookingId, window: reversed, hold: true })).toMatchObject({
      status: 422,
      body: { code: 'WINDOW_INVALID' },
    });
    await send('SetBookingStatus', { bookingId, status: 'cancelled' });
    expect(await auto('quote', { bookingId })).toMatchObject({
      status: 409,
      body: { code: 'BOOKING_CLOSED' },
    });
    expect(await auto('quote', { bookingId: randomUUID() })).toMatchObject({ status: 404 });
    expect(await auto('quote', { bookingId, hold: 'yes' })).toMatchObject({
      status: 400,
      body: { details: { fields: [{ path: 'hold' }] } },
    });
  });
});

describe('a quote is confirmed', () => {
  test('by its hold; however often, the answer is the same', async () => {
    const bookingId = await booked(4);
    const { hold } = await quoted(bookingId, { hold: true });
    const body = { bookingId, holdId: hold!.holdId, idempotencyKey: 'till 3, receipt 77' };
    const first = await auto('confirm', body);
    expect(first).toMatchObject({
      status: 200,
      body: { holdId: hold!.holdId, bookingId, assignments: [{ label: 'T4' }] },
    });
    expect((await auto('confirm', body)).body).toEqual(first.body);
    const unkeyed = await auto('confirm', { bookingId, holdId: hold!.holdId });
    expect((unkeyed.body as AutoConfirmAnswer).assignments).toMatchObject([{ label: 'T4' }]);
    expect(await claims()).toEqual([`assignment T4 ${bookingId}`]);
  });

  test('by its tables, unless somebody was quicker or the picture is another', async () => {
    const bookingId = await booked(2);
    const { tables, contextVersion } = await quoted(bookingId);
    const tableIds = tables!.map((table) => table.tableId);
    const winner = await booked(2);
    expect(await auto('confirm', { bookingId: winner, tableIds })).toMatchObject({
      status: 200,
      body: { holdId: null, bookingId: winner, assignments: [{ label: tables![0]!.label }] },
    });
    expect(await auto('confirm', { bookingId, tableIds })).toMatchObject({
      status: 409,
      body: {
        code: 'TABLE_CONFLICT',
        outcome: { rejection: { blockers: [{ bookingId: winner }] } },
      },
    });
    await send('PinBooking', { bookingId, reason: 'regulars' });
    const other = await quoted(bookingId);
    const others = { bookingId, tableIds: other.tables!.map((table) => table.tableId) };
    expect(await auto('confirm', { ...others, contextVersion })).toMatchObject({
      status: 409,
      body: { code: 'STALE_CONTEXT', details: { changes: [{ type: 'BookingPinned', bookingId }] } },
    });
    // What happens elsewhere changes nothing for these guests.
    await seated(2, 'T4');
    expect(
      await auto('confirm', { ...others, contextVersion: other.contextVersion }),
    ).toMatchObject({ status: 200 });
  });

  test.each([true, false])('by the rules that it was quoted by: adjacency %s', async (value) => {
    const flag = 'FEATURE_ALLOCATOR_REQUIRE_ADJACENCY';
    const body = { value, venueId: venue.venueId, reason: 'a test' };
    await service.request('PUT', `/api/flags/${flag}`, { body });
    await seated(2, 'T2');
    await seated(2, 'T4');
    const bookingId = await booked(4);
    const { tables } = await quoted(bookingId);
    expect(labelsOf(tables)).toEqual(value ? null : ['T1', 'T3']);
    if (tables === null) return;
    const tableIds = tables.map((table) => table.tableId);
    expect(await auto('confirm', { bookingId, tableIds })).toMatchObject({ status: 200 });
  });

  test('not without saying which, nor with both, nor by the hold of another', async () => {
    const bookingId = await booked();
    const { hold } = await quoted(await booked(), { hold: true });
    const fields = { status: 400, body: { details: { fields: [{ path: 'holdId' }] } } };
    expect(await auto('confirm', { bookingId })).toMatchObject(fields);
    const both = { bookingId, holdId: hold!.holdId, tableIds: ids('T1') };
    expect(await auto('confirm', both)).toMatchObject(fields);
    expect(await auto('confirm', { bookingId, holdId: hold!.holdId })).toMatchObject({
      status: 409,
      body: { code: 'HOLD_BOOKING_MISMATCH' },
    });
  });
});

describe('room is made', () => {
  async function previewed(bookingId: string): Promise<RepackPreview> {
    const { status, body } = await auto('repack', { bookingId });
    expect(status).toBe(200);
    return body as RepackPreview;
  }
  /** The preview, as a host sends it back. */
  const agreed = ({ bookingId, tables, moves, contextVersion }: RepackPreview) => ({
    bookingId,
    contextVersion,
    tableIds: tables!.map((table) => table.tableId),
    moves: moves.map(({ bookingId, to }) => ({
      bookingId,
      tableIds: to.map((table) => table.tableId),
    })),
  });

  test('by the fewest moves, previewed and then done at once', async () => {
    const small = await seated(2, 'T4');
    const other = await seated(2, 'T2');
    const guests = await booked(6);
    const preview = await previewed(guests);
    expect(preview).toMatchObject({
      tables: [{ label: 'T4' }],
      moves: [{ bookingId: small, partySize: 2, from: [{ label: 'T4' }], to: [{ label: 'T1' }] }],
      complete: true,
    });
    const before = [`assignment T2 ${other}`, `assignment T4 ${small}`];
    expect(await claims()).toEqual(before);

    const body = { ...agreed(preview), idempotencyKey: randomUUID() };
    const { status, body: done } = await auto('repack/confirm', body);
    expect(status).toBe(200);
    const answer = done as RepackAnswer;
    expect(answer).toMatchObject({
      bookingId: guests,
      assignments: [{ label: 'T4' }],
      moved: [{ bookingId: small, assignments: [{ label: 'T1' }] }],
      outcome: {
        status: 'accepted',
        duplicate: false,
        events: [{ type: 'BookingMoved' }, { type: 'TablesAssigned' }],
      },
    });
    const after = [`assignment T1 ${small}`, `assignment T2 ${other}`, `assignment T4 ${guests}`];
    expect(await claims()).toEqual(after);
    const outcome = { ...answer.outcome, duplicate: true };
    expect((await auto('repack/confirm', body)).body).toEqual({ ...answer, outcome });
    expect(await claims()).toEqual(after);
    // Who has moved on since was moved here all the same, and the repeat hears it so.
    await send('MoveBooking', { bookingId: small, tableIds: ids('T3') });
    expect((await auto('repack/confirm', body)).body).toEqual({ ...answer, outcome });
  });

  test('not at all when something came between; who it was is said', async () => {
    const small = await seated(2, 'T4');
    await seated(2, 'T2');
    const preview = await previewed(await booked(6));
    expect(preview.moves).toMatchObject([{ bookingId: small, to: [{ label: 'T1' }] }]);
    const late = await seated(2, 'T1');
    const before = await claims();
    expect(await auto('repack/confirm', agreed(preview))).toMatchObject({
      status: 409,
      body: { code: 'TABLE_CONFLICT', outcome: { rejection: { blockers: [{ bookingId: late }] } } },
    });
    expect(await claims()).toEqual(before);
    await send('SetBookingStatus', { bookingId: late, status: 'cancelled' });
    expect(await auto('repack/confirm', agreed(preview))).toMatchObject({
      status: 409,
      body: {
        code: 'STALE_CONTEXT',
        details: { changes: [{ type: 'TablesAssigned', bookingId: late }] },
      },
    });
    const pinned = await send('PinBooking', { bookingId: small, reason: 'by the window' });
    expect(pinned.status).toBe(200);
    expect(await auto('repack/confirm', agreed(preview))).toMatchObject({
      status: 409,
      body: { code: 'BOOKING_PINNED' },
    });
    expect(await auto('repack', { bookingId: preview.bookingId })).toMatchObject({
      status: 200,
      body: { tables: null, moves: [], complete: true },
    });
    expect(await claims()).toEqual(before.filter((claim) => !claim.endsWith(late)));
  });

  test('without a move for whoever fits as it is', async () => {
    const preview = await previewed(await booked(4));
    expect(preview).toMatchObject({ tables: [{ label: 'T4' }], moves: [], complete: true });
    expect(await auto('repack/confirm', agreed(preview))).toMatchObject({
      status: 200,
      body: { moved: [], assignments: [{ label: 'T4' }] },
    });
  });

  test('of moves that are well named', async () => {
    const bookingId = await booked();
    const move = { bookingId: randomUUID(), tableIds: ids('T1') };
    const tableIds = ids('T2');
    expect(
      await auto('repack/confirm', { bookingId, tableIds, moves: Array(9).fill(move) }),
    ).toMatchObject({ status: 400, body: { details: { fields: [{ path: 'moves' }] } } });
    const moves = [{ ...move, tableIds: ['T1'] }];
    expect(await auto('repack/confirm', { bookingId, tableIds, moves })).toMatchObject({
      status: 400,
      body: { details: { fields: [{ path: 'moves[0].tableIds' }] } },
    });
  });
});

test('booking systems quote and confirm; making room is for staff; each of its venue', async () => {
  const bookingId = await booked();
  const seller = await service.token('booking-system', [venue.venueId]);
  const elsewhere = await service.token('staff', [randomUUID()]);
  const analyst = await service.token('analyst');
  const moves = { bookingId, tableIds: ids('T1'), moves: [] };
  const bodies: [string, object][] = [
    ['quote', { bookingId, hold: true }],
    ['confirm', { bookingId, tableIds: ids('T1') }],
    ['repack', { bookingId }],
    ['repack/confirm', moves],
  ];
  const statuses = async (token: string): Promise<number[]> => {
    const found: number[] = [];
    for (const [path, body] of bodies) found.push((await auto(path, body, token)).status);
    return found;
  };
  expect(await statuses(seller)).toEqual([200, 200, 403, 403]);
  expect(await statuses(elsewhere)).toEqual([403, 403, 403, 403]);
  expect(await statuses(analyst)).toEqual([403, 403, 403, 403]);
  expect(await statuses(staff)).toEqual([200, 200, 200, 200]);
});
