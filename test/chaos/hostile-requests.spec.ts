import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { COMMAND_TYPES } from '#contracts';
import { fixedLogPartitions, verifyLog } from '#postgres';
import { bistro, envelope, wish } from '../support/bistro.js';
import type { CommandClient } from '../support/command-client.js';
import { createDatabase } from '../support/database.js';
import type { TestDatabase } from '../support/database.js';
import { Deployment } from '../support/deployment.js';
import { RawConnection, bodyOf, post, statusOf } from '../support/raw-http.js';

const venue = bistro();
const { venueId } = venue;

let database: TestDatabase;
let deployment: Deployment;
let client: CommandClient;
beforeAll(async () => {
  database = await createDatabase();
  deployment = await Deployment.prepare({ DATABASE_URL: database.databaseUrl });
  await deployment.start();
  client = deployment.client();
  await client.settle(envelope('ConfigureVenue', venueId, venue));
});
afterAll(async () => {
  await deployment.remove();
  await database.drop();
});

async function stored(): Promise<unknown> {
  const { rows } = await database.pool.query<object>(
    `select (select count(*) from events) as events, (select count(*) from commands) as commands`,
  );
  return rows[0];
}

/** The service is as it was: it serves, has logged no fault, and what was stored is what is stored. */
async function unharmed(): Promise<void> {
  const outcome = await client.settle(envelope('RegisterBooking', venueId, wish(randomUUID())));
  expect(outcome.status).toBe('accepted');
  expect(deployment.complaints).toEqual([]);
}

/** Says it on a connection of its own; answers the only answer. */
async function said(bytes: string | Uint8Array): Promise<string> {
  const connection = await RawConnection.to(deployment.service.url);
  connection.say(bytes);
  const [answer = ''] = await connection.answers(1);
  connection.vanish();
  return answer;
}

/** Refused with a problem that tells no trace, and with nothing stored. */
async function refused(bytes: string | Uint8Array, status: number, path?: string): Promise<void> {
  const before = await stored();
  const answer = await said(bytes);
  expect(statusOf(answer)).toBe(status);
  expect(answer).not.toMatch(/\.[jt]s:\d+/);
  expect(bodyOf(answer)).toMatchObject({ status });
  if (path !== undefined) {
    const { details } = bodyOf(answer) as { details: { fields: { path: string }[] } };
    expect(details.fields.map((field) => field.path)).toContain(path);
  }
  expect(await stored()).toEqual(before);
}

const booking = (changes: object = {}): object =>
  envelope('RegisterBooking', venueId, { ...wish(randomUUID()), ...changes });
/** JSON in which the text `"HERE"` stands for something that JSON.stringify would not write. */
const written = (value: object, here: string): string =>
  JSON.stringify(value).replace('"HERE"', here);
const send = (body: string | Uint8Array, headers: readonly string[] = []): Buffer =>
  post(deployment.token, body, headers);

describe('a hostile request', () => {
  test.each<[string, () => string, string]>([
    ['NaN', () => written(booking({ partySize: 'HERE' }), 'NaN'), 'body'],
    ['Infinity', () => written(booking({ partySize: 'HERE' }), '-Infinity'), 'body'],
    ['1e999', () => written(booking({ partySize: 'HERE' }), '1e999'), 'data.partySize'],
    [
      '2^53 and more',
      () => written(booking({ partySize: 'HERE' }), '9'.repeat(400)),
      'data.partySize',
    ],
    ['half a person', () => JSON.stringify(booking({ partySize: 1.5 })), 'data.partySize'],
    ['100,000 brackets', () => written(booking({ metadata: 'HERE' }), '['.repeat(100_000)), 'body'],
    [
      '100,000 closed brackets',
      () => written(booking({ metadata: 'HERE' }), '['.repeat(100_000) + ']'.repeat(100_000)),
      'data.metadata',
    ],
    [
      '100,000 objects in each other',
      () =>
        written(booking({ metadata: 'HERE' }), '{"a":'.repeat(100_000) + '1' + '}'.repeat(100_000)),
      'data.metadata',
    ],
    [
      'a prototype',
      () => written(booking({ metadata: 'HERE' }), '{},"__proto__":{"status":"cancelled"}'),
      'data.__proto__',
    ],
    ['a constructor', () => JSON.stringify({ ...booking(), constructor: 1 }), 'constructor'],
    ['a NUL', () => JSON.stringify(booking({ zone: 'a\u0000b' })), 'data.zone'],
    ['half a pair', () => written(booking({ zone: 'HERE' }), '"\\udc00"'), 'data.zone'],
    [
      'half a pair for a name',
      () => written(booking({ metadata: 'HERE' }), '{"\\ud800":1}'),
      'data.metadata.\ud800',
    ],
    [
      'SQL for an id',
      () => JSON.stringify(booking({ bookingId: "1'; drop table events" })),
      'data.bookingId',
    ],
    ['1,001 commands', () => JSON.stringify(Array.from({ length: 1_001 }, () => 1)), 'body'],
    ['nobody', () => JSON.stringify({}), 'commandId'],
  ])('with %s is refused', (_what, body, path) => refused(send(body()), 400, path));

  test('with more than a megabyte, announced or not, is refused', async () => {
    await refused(send(' '.repeat(1024 * 1024 + 1)), 413);
    const head = send('', ['transfer-encoding: chunked']).toString('latin1');
    const chunk = `10000\r\n${' '.repeat(0x10000)}\r\n`;
    await refused(head.replace(/content-length: 0\r\n/, '') + chunk.repeat(17), 413);
  });

  test('with bytes that are no UTF-8 is refused', () =>
    refused(send(Buffer.from([0x22, 0xed, 0xa0, 0x80, 0x22])), 400, 'body'));

  test('of another media type is refused', async () => {
    const xml = send('<a/>').toString().replace('application/json', 'application/xml');
    await refused(xml, 415);
    await refused(
      send('{}')
        .toString()
        .replace(/content-type.*\r\n/, ''),
      415,
    );
  });

  test.each([
    'GET /health/live HTTP/1.1\r\nhost: a\r\nx: \u0000\r\n\r\n',
    'GET /health/live HTTP/9.9\r\nhost: a\r\n\r\n',
    `GET /health/live HTTP/1.1\r\nhost: a\r\n${'x: y\r\n'.repeat(20_000)}\r\n`,
    'POST /api/commands HTTP/1.1\r\nhost: a\r\ncontent-length: -1\r\n\r\n',
    'POST /api/commands HTTP/1.1\r\nhost: a\r\ncontent-length: 5\r\ncontent-length: 6\r\n\r\n',
    'POST /api/commands HTTP/1.1\r\nhost: a\r\ntransfer-encoding: chunked\r\n\r\nzz\r\n',
    '\u0016\u0003\u0001\u0002\u0000\u0001\u0000\u0001\r\n\r\n',
  ])('that is no HTTP (case %#) is answered and hung up on', async (bytes) => {
    const answer = await said(bytes);
    expect([400, 415, 431]).toContain(statusOf(answer));
    expect(answer).not.toMatch(/\.[jt]s:\d+/);
  });

  afterAll(unharmed);
});

describe('a window that is none', () => {
  test.each([
    ['reversed', '2038-03-12T21:00', '2038-03-12T19:30', 422],
    ['empty', '2038-03-12T19:30', '2038-03-12T19:30', 422],
    ['skipped by the clocks', '2038-03-28T02:30', '2038-03-28T04:00', 422],
    ['repeated by the clocks', '2026-10-25T02:30', '2026-10-25T05:00', 422],
    ['without an end', '2038-03-12T19:30', null, 422],
    ['infinite', 'infinity', '2038-03-12T19:30', 400],
    ['a hundred millennia away', '+102027-03-12T19:30', '2038-03-12T19:30', 400],
  ] as const)('%s: takes no table', async (_what, start, end, status) => {
    const tableIds = [venue.tables[0]!.id];
    const held = envelope('HoldTables', venueId, {
      holdId: randomUUID(),
      tableIds,
      window: { start, end },
    });
    const answer = await said(send(JSON.stringify(held)));
    expect(statusOf(answer)).toBe(status);
    expect(bodyOf(answer)).toMatchObject({
      code: status === 422 ? 'WINDOW_INVALID' : 'PAYLOAD_INVALID',
    });
    const claims = await database.pool.query('select from allocations');
    expect(claims.rowCount).toBe(0);
  });
});

describe('a connection', () => {
  test('that leaves in the middle of a body stores nothing', async () => {
    const before = await stored();
    const whole = send(JSON.stringify(booking()));
    for (let i = 0; i < 20; i++) {
      const connection = await RawConnection.to(deployment.service.url);
      connection.say(whole.subarray(0, whole.length - 1 - i));
      connection.vanish();
    }
    // Answered after them, by the same process.
    expect(await client.request('GET', '/health/live')).toMatchObject({ status: 200 });
    expect(await stored()).toEqual(before);
  });

  test('that sends many requests at once gets each answer, in order', async () => {
    const connection = await RawConnection.to(deployment.service.url);
    const commands = Array.from({ length: 20 }, () => booking() as { commandId: string });
    const bytes = commands.map((command, i) =>
      send(JSON.stringify(i % 5 === 4 ? { commandId: 1 } : command)),
    );
    connection.say(Buffer.concat(bytes));
    const answers = await connection.answers(20);
    connection.vanish();
    expect(answers.map(statusOf)).toEqual(commands.map((_, i) => (i % 5 === 4 ? 400 : 200)));
    const answered = answers.map((answer) => (bodyOf(answer) as { commandId?: string }).commandId);
    expect(answered).toEqual(
      commands.map(({ commandId }, i) => (i % 5 === 4 ? undefined : commandId)),
    );
  });

  test('that says next to nothing keeps nobody waiting, however many there are', async () => {
    const slow = await Promise.all(
      Array.from({ length: 300 }, () => RawConnection.to(deployment.service.url)),
    );
    for (const connection of slow) connection.say('POST /api/commands HTTP/1.1\r\nhost: a\r\nx');
    await unharmed();
    for (const connection of slow) connection.vanish();
  });
});

describe('whatever JSON', () => {
  const anything = fc.jsonValue({ maxDepth: 3 });
  const text = fc.string({ unit: 'binary', maxLength: 40 });
  const value = fc.oneof(anything, text, fc.uuid(), fc.double(), fc.bigInt().map(String));
  const bookingId = fc.constantFrom(...Array.from({ length: 4 }, () => randomUUID()));
  const holdId = fc.constantFrom(...Array.from({ length: 4 }, () => randomUUID()));
  const tableIds = fc.subarray(
    venue.tables.map((table) => table.id),
    { minLength: 1 },
  );
  const window = fc.constantFrom(
    { start: '2038-03-12T19:30', end: '2038-03-12T21:00' },
    { start: '2038-03-12T20:30Z', end: '2038-03-12T23:00+01:00' },
  );
  const data = fc.oneof(
    fc.record({ type: fc.constant('RegisterBooking'), data: bookingId.map((id) => wish(id)) }),
    fc.record({ type: fc.constant('HoldTables'), data: fc.record({ holdId, tableIds, window }) }),
    fc.record({ type: fc.constant('ConfirmHold'), data: fc.record({ holdId, bookingId }) }),
    fc.record({ type: fc.constant('AssignTables'), data: fc.record({ bookingId, tableIds }) }),
    fc.record({
      type: fc.constant('MoveBooking'),
      data: fc.record({ bookingId, tableIds, window }),
    }),
    fc.record({ type: fc.constant('AssignBest'), data: fc.record({ bookingId }) }),
    fc.record({ type: fc.constantFrom(...COMMAND_TYPES), data: fc.object({ maxDepth: 2 }) }),
  );
  /** A command as it should be, with up to one field of each level replaced by anything. */
  const nearly = fc
    .tuple(fc.uuid(), data, fc.nat(40), fc.nat(40), value)
    .map(([commandId, { type, data: sent }, outer, inner, wrong]) => {
      const command = { commandId, type, venueId, data: replaced(sent, inner, wrong) };
      return replaced(command, outer, wrong);
    });

  /** With the field of this number replaced; as it is when there is none. */
  function replaced(object: object, at: number, wrong: unknown): object {
    const name = Object.keys(object)[at];
    return name === undefined ? object : { ...object, [name]: wrong };
  }

  test('is answered, never with a fault', async () => {
    const many = fc.array(fc.oneof({ weight: 4, arbitrary: nearly }, anything), {
      minLength: 1,
      maxLength: 40,
      size: 'max',
    });
    let [sent, valid] = [0, 0];
    await fc.assert(
      fc.asyncProperty(many, async (bodies) => {
        const reply = await client.request('POST', '/api/commands', bodies);
        expect(reply).toMatchObject({ status: 200 });
        const outcomes = reply!.body as { status: string }[];
        expect(outcomes).toHaveLength(bodies.length);
        sent += outcomes.length;
        valid += outcomes.filter(({ status }) => status !== 'invalid').length;
        const single = await client.request('POST', '/api/commands', bodies[0]);
        expect(single!.status).toBeLessThan(500);
      }),
      { numRuns: 150 },
    );
    process.stdout.write(`${sent} fuzzed commands, ${valid} of them valid\n`);
    expect(valid).toBeGreaterThan(sent / 10);
    await unharmed();
    const { pool } = database;
    const partitions = (await fixedLogPartitions(pool))!;
    expect((await verifyLog({ pool, partitions })).differences).toEqual([]);
  });
});
