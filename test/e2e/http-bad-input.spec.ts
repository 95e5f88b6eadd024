import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { randomUUID } from 'node:crypto';
import { connect } from 'node:net';
import { bistro, envelope, wish } from '../support/bistro.js';
import { startTestAllocator } from '../support/allocator.js';
import type { TestAllocator } from '../support/allocator.js';

let service: TestAllocator;
const venue = bistro();
const { venueId } = venue;

beforeAll(async () => {
  service = await startTestAllocator();
  await service.request('PUT', `/api/venues/${venueId}`, { body: venue });
});
afterAll(() => service.stop());

/** What the database holds of commands, events and rows. */
async function stored(): Promise<unknown> {
  const { rows } = await service.database.pool.query(
    `select (select count(*) from events) as events, (select count(*) from commands) as commands,
            (select count(*) from bookings) as bookings, (select count(*) from allocations) as allocations`,
  );
  return rows[0];
}

/**
 * Sends, and expects a typed refusal that names the field, with nothing stored and the service
 * alive.
 */
async function refused(
  body: unknown,
  { status, path, headers }: { status: number; path?: string; headers?: Record<string, string> },
): Promise<void> {
  const before = await stored();
  const answer = await service.request('POST', '/api/commands', {
    body,
    ...(headers ? { headers } : {}),
  });
  expect(answer).toMatchObject({ status, body: { status } });
  expect(answer.headers.get('content-type')).toContain('application/problem+json');
  expect(JSON.stringify(answer.body)).not.toMatch(/\bat .*\.js:\d+/);
  if (path !== undefined) {
    const { details } = answer.body as { details: { fields: { path: string }[] } };
    expect([...new Set(details.fields.map((field) => field.path))]).toEqual([path]);
  }
  expect(await stored()).toEqual(before);
  expect((await service.request('GET', '/health/ready', { token: null })).status).toBe(200);
}

const booking = (changes: object) =>
  envelope('RegisterBooking', venueId, { ...wish(randomUUID()), ...changes });
const window = (start: string, end: string | null) =>
  envelope('HoldTables', venueId, {
    holdId: randomUUID(),
    tableIds: [venue.tables[0]!.id],
    window: { start, end },
  });

describe('bodies that are no JSON', () => {
  test.each<[string, unknown, number]>([
    ['half an object', '{"commandId": ', 400],
    ['NaN', '{"partySize": NaN}', 400],
    ['single quotes', "{'a': 1}", 400],
    [
      'broken UTF-8',
      Buffer.concat([Buffer.from('{"a":"'), Buffer.from([0xc3, 0x28]), Buffer.from('"}')]),
      400,
    ],
    [
      'an overlong encoding',
      Buffer.concat([Buffer.from('{"a":"'), Buffer.from([0xc0, 0xaf]), Buffer.from('"}')]),
      400,
    ],
    ['half a million brackets', '['.repeat(500_000), 400],
  ])('%s', (_what, body, status) => refused(body, { status, path: 'body' }));

  test('more than a megabyte', () => refused(' '.repeat(1024 * 1024 + 1), { status: 413 }));
  test('a form', () =>
    refused('a=b', {
      status: 415,
      headers: { 'content-type': 'application/x-www-form-urlencoded' },
    }));
  test('plain text', () =>
    refused('{}', { status: 415, headers: { 'content-type': 'text/plain' } }));
});

describe('bodies that are no commands', () => {
  test.each<[string, unknown, string]>([
    ['nothing', '', ''],
    ['a number', 5, ''],
    ['null', 'null', ''],
    ['brackets in brackets, in the depth of metadata', deep(), 'data.metadata'],
    ['a number as text', booking({ partySize: '2' }), 'data.partySize'],
    [
      'an infinite number',
      JSON.stringify(booking({ partySize: 7 })).replace('7,', '1e999,'),
      'data.partySize',
    ],
    ['an unknown field', booking({ guestName: 'Ana' }), 'data.guestName'],
    [
      'a prototype',
      JSON.stringify(booking({})).replace('"data":{', '"data":{"__proto__":{"admin":true},'),
      'data.__proto__',
    ],
    ['a NUL', booking({ zone: 'a\u0000' }), 'data.zone'],
    [
      'half of a surrogate pair',
      JSON.stringify(booking({ zone: 'Z' })).replace('"Z"', '"\\ud800"'),
      'data.zone',
    ],
    [
      '101 tables',
      booking({ pinnedTableIds: Array.from({ length: 101 }, () => randomUUID()) }),
      'data.pinnedTableIds',
    ],
    ['SQL for an id', booking({ bookingId: "'; drop table events; --" }), 'data.bookingId'],
  ])('%s', (_what, body, path) => refused(body, { status: 400, path }));
});

describe('windows that are none', () => {
  test.each<[string, object]>([
    ['reversed', window('2038-03-12T21:00', '2038-03-12T19:30')],
    ['empty', window('2038-03-12T19:30', '2038-03-12T19:30')],
    ['without an end', window('2038-03-12T19:30', null)],
    ['at a time that the clocks skip', window('2038-03-28T02:30', '2038-03-28T04:00')],
    ['at a time that the clocks repeat', window('2038-10-31T02:30', '2038-10-31T04:00')],
    ['on a day that is not', window('2038-02-30T19:30', '2038-02-30T21:00')],
  ])('%s: a typed refusal, on record and without effect', async (_what, command) => {
    const answer = await service.request('POST', '/api/commands', { body: command });
    expect(answer).toMatchObject({ status: 422, body: { code: 'WINDOW_INVALID' } });
    const { rows } = await service.database.pool.query('select 1 from allocations');
    expect(rows).toEqual([]);
  });

  test.each(['infinity', '-infinity', '2038-03-12', '', 5])('%p is no time', (start) =>
    refused(window(start as string, '2038-03-12T21:00'), {
      status: 400,
      path: 'data.window.start',
    }),
  );
});

describe('a time that is none', () => {
  const named = `tableId=${venue.tables[0]!.id}`;
  const dayAfter = 'to=2026-11-28T00:00:00Z';
  test.each([
    `/api/venues/${venueId}/history?${named}&at=`,
    `/api/venues/${venueId}/history?${named}&asOf=`,
    `/api/venues/${venueId}/refused?${dayAfter}&from=`,
    `/api/events?venueId=${venueId}&from=`,
  ])('is refused with one that is taken as it is written: %s', async (path) => {
    const { status, body } = await service.request('GET', `${path}garbage`);
    expect(status).toBe(400);
    const [example] = /\d{4}-\S*/.exec((body as { detail: string }).detail)!;
    expect((await service.request('GET', `${path}${example}`)).status).toBe(200);
  });
});

describe('SQL in a string', () => {
  test('is kept as the string it is', async () => {
    const bookingId = randomUUID();
    const zone = "'; drop table events; --";
    await service.request('POST', '/api/commands', {
      body: envelope('RegisterBooking', venueId, { ...wish(bookingId), zone }),
    });
    expect((await service.request('GET', `/api/bookings/${bookingId}`)).body).toMatchObject({
      zone,
    });
  });
});

describe('what is not even HTTP', () => {
  test.each([
    '\u0000\u0001\u0002\r\n\r\n',
    'GET /health/live HTTP/1.1\r\nbad header\r\n\r\n',
    `GET / HTTP/1.1\r\nx: ${'y'.repeat(100_000)}\r\n\r\n`,
  ])('case %#: is answered and hung up on', async (bytes) => {
    const { port, hostname } = new URL(service.url);
    const answer = await new Promise<string>((resolve, reject) => {
      let text = '';
      const socket = connect(Number(port), hostname, () => socket.write(bytes));
      socket.on('data', (chunk: Buffer) => (text += chunk.toString()));
      socket.on('close', () => resolve(text));
      socket.on('error', reject);
    });
    expect(answer).toMatch(/^HTTP\/1.1 4\d\d /);
    expect((await service.request('GET', '/health/live', { token: null })).status).toBe(200);
  });

  test.each(['/%zz', '/api/venues/%00', `/${'a'.repeat(5_000)}`, '/api/bookings/..%2f..%2fetc'])(
    'a path such as case %# is a problem like any other',
    async (path) => {
      const answer = await service.request('GET', path);
      expect([400, 404, 414]).toContain(answer.status);
      expect(answer.headers.get('content-type')).toContain('application/problem+json');
    },
  );
});

function deep(): string {
  const metadata = '{"in":'.repeat(50_000) + '1' + '}'.repeat(50_000);
  return JSON.stringify(booking({ metadata: 'HERE' })).replace('"HERE"', metadata);
}
