import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { randomUUID } from 'node:crypto';
import { bistro, envelope, wish } from '../support/bistro.js';
import { startTestAllocator } from '../support/allocator.js';
import type { TestAllocator } from '../support/allocator.js';

let service: TestAllocator;
const venue = bistro();
const { venueId } = venue;
const bookingId = randomUUID();
const commandId = randomUUID();

beforeAll(async () => {
  service = await startTestAllocator();
  await service.request('PUT', `/api/venues/${venueId}`, { body: venue });
  const body = { ...envelope('RegisterBooking', venueId, wish(bookingId)), commandId };
  await service.request('POST', '/api/commands', { body });
});
afterAll(() => service.stop());

/** Every route of the service, in order of OpenAPI, with its ids filled in. */
async function routes(): Promise<{ method: string; path: string }[]> {
  const { body } = await service.request('GET', '/docs-json', { token: null });
  const { paths } = body as { paths: Record<string, Record<string, unknown>> };
  return Object.entries(paths).flatMap(([template, methods]) => {
    const path = template
      .replace('{venueId}', venueId)
      .replace('{bookingId}', bookingId)
      .replace('{commandId}', commandId)
      .replace('{flag}', 'FEATURE_ASSIGN_ATOMIC')
      .replace('{type}', 'TablesAssigned');
    return Object.keys(methods).map((method) => ({ method: method.toUpperCase(), path }));
  });
}

const isOpen = (path: string): boolean =>
  /^\/(health|api\/schemas)\b/.test(path) || path === '/metrics';

describe('every route', () => {
  test('but health, metrics and schemas answers 401 without a token and with a forged one', async () => {
    const guarded = (await routes()).filter(({ path }) => !isOpen(path));
    expect(guarded.length).toBeGreaterThanOrEqual(11);
    for (const { method, path } of guarded) {
      const body = method === 'GET' ? undefined : {};
      for (const token of [null, 'eyJhbGciOiJub25lIn0.e30.', 'x'.repeat(3_000)]) {
        const { status, headers } = await service.request(method, path, { body, token });
        expect({ method, path, status }).toEqual({ method, path, status: 401 });
        expect(headers.get('www-authenticate')).toBe('Bearer');
      }
    }
  });

  test('that is open needs no token', async () => {
    for (const { method, path } of (await routes()).filter((route) => isOpen(route.path))) {
      expect({
        path,
        status: (await service.request(method, path, { token: null })).status,
      }).toEqual({ path, status: 200 });
    }
    expect((await service.request('GET', '/docs', { token: null })).status).toBe(200);
  });
});

describe('a token of another venue', () => {
  const wanted = envelope('RegisterBooking', venueId, wish(randomUUID()));
  const { bookingId: _bookingId, ...booking } = wish(bookingId);

  test.each<[string, string, unknown?]>([
    ['GET', `/api/venues/${venueId}`],
    ['PUT', `/api/venues/${venueId}`, venue],
    ['GET', `/api/commands/${commandId}`],
    ['POST', '/api/commands', wanted],
    ['POST', '/api/commands', [wanted]],
    ['GET', `/api/bookings/${bookingId}`],
    ['GET', `/api/bookings/${bookingId}?venueId=${venueId}`],
    ['PUT', `/api/bookings/${bookingId}`, { ...booking, venueId }],
    ['POST', `/api/bookings/${bookingId}/status`, { venueId, status: 'cancelled' }],
    ['GET', `/api/flags?venueId=${venueId}`],
    ['PUT', '/api/flags/FEATURE_ASSIGN_ATOMIC', { value: true, venueId, reason: 'r' }],
    ['PUT', '/api/flags/FEATURE_ASSIGN_ATOMIC', { value: true, reason: 'r' }],
    ['GET', `/api/events?venueId=${venueId}`],
    ['GET', '/api/events'],
    // Named by one parameter, because Jest takes a further one that a row lacks for `done`.
  ])('sees 403 at %s %s', async (...[method, path, body]) => {
    const token = await service.token('admin', [randomUUID()]);
    const answer = await service.request(method, path, {
      token,
      ...(body === undefined ? {} : { body }),
    });
    expect(answer).toMatchObject({ status: 403, body: { code: 'FORBIDDEN' } });
  });

  test('has no effect at all with an array of which only one command is refused', async () => {
    const mine = bistro();
    await service.request('PUT', `/api/venues/${mine.venueId}`, { body: mine });
    const token = await service.token('booking-system', [mine.venueId]);
    const good = envelope('RegisterBooking', mine.venueId, wish(randomUUID()));
    const answer = await service.request('POST', '/api/commands', { token, body: [good, wanted] });
    expect(answer.status).toBe(403);
    expect((await service.request('GET', `/api/commands/${good.commandId}`)).status).toBe(404);
  });
});

describe('a token of a role', () => {
  test.each<['staff' | 'analyst' | 'booking-system' | 'operator', string, string, unknown?]>([
    ['booking-system', 'PUT', `/api/venues/${venueId}`, venue],
    ['operator', 'PUT', `/api/venues/${venueId}`, venue],
    ['analyst', 'POST', '/api/commands', envelope('AssignBest', venueId, { bookingId })],
    [
      'booking-system',
      'POST',
      '/api/commands',
      envelope('PinBooking', venueId, { bookingId, reason: 'r' }),
    ],
    [
      'operator',
      'POST',
      '/api/commands',
      envelope('ExpireHold', venueId, { holdId: randomUUID() }),
    ],
    ['operator', 'POST', '/api/commands', envelope('ExtendStay', venueId, { bookingId })],
    ['staff', 'PUT', '/api/flags/FEATURE_ASSIGN_ATOMIC', { value: true, reason: 'r' }],
    ['staff', 'GET', '/api/events'],
    ['booking-system', 'GET', '/api/flags'],
    ['staff', 'GET', `/api/flags?venueId=${venueId}`],
    ['staff', 'GET', '/api/flags/FEATURE_ASSIGN_ATOMIC'],
  ])('%s sees 403 at %s %s', async (...[role, method, path, body]) => {
    const token = await service.token(role);
    const answer = await service.request(method, path, {
      token,
      ...(body === undefined ? {} : { body }),
    });
    expect(answer).toMatchObject({ status: 403, body: { code: 'FORBIDDEN' } });
  });
});
