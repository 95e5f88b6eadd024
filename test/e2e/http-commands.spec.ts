import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { randomUUID } from 'node:crypto';
import type { CommandOutcome, RecordedEvent } from '#contracts';
import { bistro, envelope, wish } from '../support/bistro.js';
import { startTestAllocator } from '../support/allocator.js';
import type { TestAllocator } from '../support/allocator.js';

let service: TestAllocator;
const venue = bistro();
const { venueId } = venue;
const [t1, t2] = venue.tables;

beforeAll(async () => {
  service = await startTestAllocator();
  await service.request('PUT', `/api/venues/${venueId}`, { body: venue });
});
afterAll(() => service.stop());

const send = (body: unknown) => service.request('POST', '/api/commands', { body });

/** Registers a party of two and answers its id. */
async function registered(startsAt?: string): Promise<string> {
  const bookingId = randomUUID();
  const { status } = await send(envelope('RegisterBooking', venueId, wish(bookingId, startsAt)));
  expect(status).toBe(200);
  return bookingId;
}

describe('a venue', () => {
  test('is configured, shown with its version, and the same content changes nothing', async () => {
    const other = bistro();
    const path = `/api/venues/${other.venueId}`;
    const first = await service.request('PUT', path, { body: other });
    expect(first).toMatchObject({ status: 200, body: { status: 'accepted' } });
    expect((first.body as CommandOutcome).events.map(({ type }) => type)).toEqual([
      'VenueConfigured',
    ]);
    const again = await service.request('PUT', path, { body: other });
    expect(again.body).toMatchObject({ status: 'accepted', events: [] });
    const shown = await service.request('GET', path);
    expect(shown).toMatchObject({ status: 200, body: { ...other, version: 1 } });
  });

  test('takes its id from the path, and a body that names another is refused', async () => {
    const other = bistro();
    const path = `/api/venues/${other.venueId}`;
    const { venueId: _venueId, ...rest } = other;
    expect((await service.request('PUT', path, { body: rest })).status).toBe(200);
    const wrong = await service.request('PUT', path, { body: { ...rest, venueId } });
    expect(wrong).toMatchObject({
      status: 400,
      body: { details: { fields: [{ path: 'venueId' }] } },
    });
  });

  test('is not found before it is configured', async () => {
    const unknown = await service.request('GET', `/api/venues/${randomUUID()}`);
    expect(unknown).toMatchObject({ status: 404, body: { code: 'VENUE_NOT_FOUND' } });
    expect(unknown.headers.get('content-type')).toContain('application/problem+json');
  });
});

describe('a command alone', () => {
  test('is answered with its outcome, and a repeat with the same', async () => {
    const bookingId = await registered('2038-03-01T19:30');
    const command = envelope('AssignTables', venueId, { bookingId, tableIds: [t1!.id] });
    const first = await send(command);
    expect(first).toMatchObject({ status: 200, body: { status: 'accepted', duplicate: false } });
    const again = await send(command);
    expect(again).toMatchObject({
      status: 200,
      body: { ...(first.body as object), duplicate: true },
    });
    const stored = await service.request('GET', `/api/commands/${command.commandId}`);
    expect(stored).toMatchObject({
      status: 200,
      body: { events: (first.body as CommandOutcome).events },
    });
  });

  test('that is refused is a problem which carries the outcome, blockers and alternatives', async () => {
    const startsAt = '2038-03-02T19:30';
    const [winner, loser] = [await registered(startsAt), await registered(startsAt)];
    await send(envelope('AssignTables', venueId, { bookingId: winner, tableIds: [t1!.id] }));
    const refused = await send(
      envelope('AssignTables', venueId, { bookingId: loser, tableIds: [t1!.id] }),
    );
    expect(refused).toMatchObject({
      status: 409,
      body: {
        code: 'TABLE_CONFLICT',
        outcome: {
          status: 'rejected',
          rejection: { blockers: [{ label: 'T1', bookingId: winner }] },
        },
      },
    });
    const { outcome } = refused.body as { outcome: CommandOutcome };
    expect(outcome.rejection?.alternatives.length).toBeGreaterThan(0);
  });

  test('with another content under the same id is a mismatch', async () => {
    const bookingId = await registered('2038-03-03T19:30');
    const command = envelope('AssignTables', venueId, { bookingId, tableIds: [t1!.id] });
    await send(command);
    const other = { ...command, data: { bookingId, tableIds: [t2!.id] } };
    expect(await send(other)).toMatchObject({
      status: 409,
      body: { code: 'IDEMPOTENCY_MISMATCH' },
    });
  });

  test.each<[string, number, string, () => Promise<object>]>([
    [
      'an unknown venue',
      404,
      'VENUE_NOT_FOUND',
      () => Promise.resolve(envelope('RegisterBooking', randomUUID(), wish(randomUUID()))),
    ],
    [
      'an unknown booking',
      404,
      'BOOKING_NOT_FOUND',
      () => Promise.resolve(envelope('AssignBest', venueId, { bookingId: randomUUID() })),
    ],
    [
      'a table that is too small',
      422,
      'CAPACITY_INSUFFICIENT',
      async () => {
        const bookingId = randomUUID();
        const large = { ...wish(bookingId, '2038-03-04T19:30'), partySize: 5 };
        await send(envelope('RegisterBooking', venueId, large));
        return envelope('AssignTables', venueId, { bookingId, tableIds: [t1!.id] });
      },
    ],
    [
      'a local time that the clocks skip',
      422,
      'WINDOW_INVALID',
      () =>
        Promise.resolve(
          envelope('RegisterBooking', venueId, wish(randomUUID(), '2038-03-28T02:30')),
        ),
    ],
  ])('for %s: %i %s', async (_what, status, code, command) => {
    expect(await send(await command())).toMatchObject({ status, body: { code, status } });
  });
});

describe('an array of commands', () => {
  test('is answered in its order, each for itself', async () => {
    const startsAt = '2038-03-05T19:30';
    const [a, b] = [await registered(startsAt), await registered(startsAt)];
    const answer = await send([
      envelope('AssignTables', venueId, { bookingId: a, tableIds: [t1!.id] }),
      { type: 'AssignTables' },
      envelope('AssignTables', venueId, { bookingId: b, tableIds: [t1!.id] }),
      envelope('AssignTables', venueId, { bookingId: b, tableIds: [t2!.id] }),
    ]);
    expect(answer.status).toBe(200);
    const statuses = (answer.body as CommandOutcome[]).map(({ status }) => status);
    expect(statuses).toEqual(['accepted', 'invalid', 'rejected', 'accepted']);
  });

  test('of a thousand is taken, of one more refused', async () => {
    const many = Array.from({ length: 1_001 }, () =>
      envelope('RegisterBooking', venueId, wish(randomUUID(), '2038-04-01T19:30')),
    );
    expect(await send(many)).toMatchObject({ status: 400, body: { code: 'PAYLOAD_INVALID' } });
    const answer = await send(many.slice(1));
    const outcomes = answer.body as CommandOutcome[];
    expect(outcomes).toHaveLength(1_000);
    expect(outcomes.map(({ commandId }) => commandId)).toEqual(
      many.slice(1).map(({ commandId }) => commandId),
    );
    expect(outcomes.every(({ status }) => status === 'accepted')).toBe(true);
  });

  test('of none is answered with none', async () => {
    expect(await send([])).toMatchObject({ status: 200, body: [] });
  });
});

describe('a booking', () => {
  test('is put, shown with its tables, and its end frees them', async () => {
    const bookingId = randomUUID();
    const path = `/api/bookings/${bookingId}`;
    const { bookingId: _bookingId, ...rest } = wish(bookingId, '2038-03-06T19:30');
    expect((await service.request('PUT', path, { body: { ...rest, venueId } })).status).toBe(200);
    await send(envelope('AssignBest', venueId, { bookingId }));
    const seated = await service.request('GET', path);
    expect(seated).toMatchObject({
      status: 200,
      body: {
        venueId,
        partySize: 2,
        startsAt: '2038-03-06T18:30:00.000Z',
        window: { start: '2038-03-06T18:30:00.000Z', end: '2038-03-06T20:00:00.000Z' },
        assignments: [{ startAt: '2038-03-06T18:30:00.000Z' }],
      },
    });
    const ended = await service.request('POST', `${path}/status?venueId=${venueId}`, {
      body: { status: 'cancelled' },
    });
    expect(ended.status).toBe(200);
    expect((await service.request('GET', path)).body).toMatchObject({
      status: 'cancelled',
      assignments: [],
    });
  });

  test('is ended without naming its venue, by those who reach it', async () => {
    const bookingId = await registered('2038-03-08T19:30');
    const end = (id: string, token?: string) =>
      service.request('POST', `/api/bookings/${id}/status`, {
        body: { status: 'cancelled' },
        ...(token === undefined ? {} : { token }),
      });
    const stranger = await service.token('booking-system', [randomUUID()]);
    expect(await end(bookingId, stranger)).toMatchObject({ status: 403 });
    const system = await service.token('booking-system', [venueId]);
    expect(await end(bookingId, system)).toMatchObject({ status: 200 });
    const { body } = await service.request('GET', `/api/bookings/${bookingId}`);
    expect(body).toMatchObject({ status: 'cancelled' });
    expect(await end(randomUUID(), system)).toMatchObject({
      status: 404,
      body: { code: 'BOOKING_NOT_FOUND' },
    });
  });

  test('under an Idempotency-Key is the command of that id', async () => {
    const key = randomUUID();
    const put = (partySize: number) =>
      service.request('PUT', `/api/bookings/${randomUUID()}`, {
        body: { venueId, partySize, startsAt: '2038-03-07T19:30', status: 'confirmed' },
        headers: { 'idempotency-key': key },
      });
    expect(await put(2)).toMatchObject({ status: 200, body: { commandId: key } });
    expect(await put(3)).toMatchObject({ status: 409, body: { code: 'IDEMPOTENCY_MISMATCH' } });
  });
});

describe('a flag', () => {
  test('comes from the environment until it is flipped, for all or for a venue, and back', async () => {
    const flag = 'FEATURE_ALLOCATOR_MERGES_ENABLED';
    const of = async (query: string) =>
      (await service.request('GET', `/api/flags/${flag}${query}`)).body;
    const flip = (body: object) => service.request('PUT', `/api/flags/${flag}`, { body });
    expect(await of('')).toMatchObject({ value: true, source: 'env', setBy: null });

    await flip({ value: false, venueId, reason: 'a quiet night' });
    expect(await of(`?venueId=${venueId}`)).toMatchObject({
      value: false,
      source: 'venue',
      venueId,
      reason: 'a quiet night',
      setBy: 'test-admin',
    });
    expect(await of('')).toMatchObject({ value: true, source: 'env' });

    await flip({ value: false, reason: 'everywhere' });
    expect(await of('')).toMatchObject({ value: false, source: 'global' });
    await flip({ value: null, reason: 'as it was' });
    expect(await of('')).toMatchObject({ value: true, source: 'env' });
  });

  test('that does not exist is refused', async () => {
    const body = { value: true, reason: 'why not' };
    const answer = await service.request('PUT', '/api/flags/FEATURE_TELEPORT', { body });
    expect(answer).toMatchObject({ status: 422, body: { code: 'FLAG_UNKNOWN' } });
  });
});

describe('the log', () => {
  const lines = (body: unknown) =>
    (body as string)
      .split('\n')
      .filter(Boolean)
      .map((line) => JSON.parse(line) as RecordedEvent);

  test('is exported in order, and goes on after any line', async () => {
    const all = await service.request('GET', `/api/events?venueId=${venueId}`);
    expect(all.headers.get('content-type')).toBe('application/x-ndjson');
    const events = lines(all.body);
    // More than one page of the log.
    expect(events.length).toBeGreaterThan(1_000);
    const seqs = events.map(({ seq }) => seq);
    expect(seqs).toEqual([...seqs].sort((a, b) => a - b));
    expect(events.every((event) => event.venueId === venueId)).toBe(true);

    const { partition, seq } = events[700]!;
    const rest = await service.request(
      'GET',
      `/api/events?venueId=${venueId}&after=${partition}:${seq}&limit=20`,
    );
    expect(lines(rest.body)).toEqual(events.slice(701, 721));
  });

  test('is exported by type and by time', async () => {
    const rejected = await service.request(
      'GET',
      `/api/events?venueId=${venueId}&types=CommandRejected`,
    );
    expect(new Set(lines(rejected.body).map(({ type }) => type))).toEqual(
      new Set(['CommandRejected']),
    );
    const future = await service.request('GET', '/api/events?from=2100-01-01T00:00:00Z');
    expect(future).toMatchObject({ status: 200, body: '' });
  });

  test.each([
    'types=Nothing',
    'from=tonight',
    'from=2038-01-01T00:00',
    'after=x',
    'limit=0',
    'limit=99999999',
    'venueId=7',
    'color=red',
    'limit=1&limit=2',
  ])('refuses %s and names it', async (query) => {
    const name = query.split('=')[0];
    const answer = await service.request('GET', `/api/events?${query}`);
    expect(answer).toMatchObject({ status: 400, body: { details: { fields: [{ path: name }] } } });
  });
});
