import { afterAll, beforeAll, beforeEach, describe, expect, test } from '@jest/globals';
import { randomUUID } from 'node:crypto';
import type { TableAssignmentsAnswer } from '#contracts';
import { startTestAllocator } from '../support/allocator.js';
import type { Answer, TestAllocator } from '../support/allocator.js';
import { ManualDesk } from '../support/manual-desk.js';

let service: TestAllocator;
let desk: ManualDesk;

beforeAll(async () => {
  service = await startTestAllocator();
});
beforeEach(async () => {
  desk = await ManualDesk.open(service);
});
afterAll(() => service.stop());

interface Asked {
  readonly key?: string;
  readonly token?: string;
}

function ops(method: string, path: string, body?: object, asked: Asked = {}): Promise<Answer> {
  const { key, token = desk.token } = asked;
  const headers: Record<string, string> = key === undefined ? {} : { 'idempotency-key': key };
  return service.request(method, `/api/ops/bookings/${path}`, { token, body, headers });
}

const give = (bookingId: string, labels: readonly string[], asked: Asked = {}): Promise<Answer> =>
  ops('POST', `${bookingId}/tables`, { tableIds: labels.map((l) => desk.tableId(l)) }, asked);

const take = (bookingId: string, label: string): Promise<Answer> =>
  ops('DELETE', `${bookingId}/tables/${desk.tableId(label)}`);

const labelsOf = ({ status, body }: Answer): string[] => {
  expect({ status, body }).toMatchObject({ status: 200 });
  return (body as TableAssignmentsAnswer).tableAssignments.map(({ label }) => label);
};

describe('tables by hand', () => {
  test('are exactly those named, and go one by one', async () => {
    const bookingId = await desk.booked(4);
    expect(labelsOf(await give(bookingId, ['T1', 'T2']))).toEqual(['T1', 'T2']);
    expect(labelsOf(await give(bookingId, ['T2', 'T3']))).toEqual(['T2', 'T3']);
    expect(labelsOf(await take(bookingId, 'T2'))).toEqual(['T3']);
    expect(labelsOf(await take(bookingId, 'T2'))).toEqual(['T3']);
    // Some clients call JSON what they do not send.
    const headers = { 'content-type': 'application/json' };
    const path = `/api/ops/bookings/${bookingId}/tables/${desk.tableId('T2')}`;
    const { token } = desk;
    expect(labelsOf(await service.request('DELETE', path, { token, headers }))).toEqual(['T3']);
    const one = await ops('POST', `${bookingId}/tables`, { tableId: desk.tableId('T4') });
    expect(labelsOf(one)).toEqual(['T4']);
    expect(labelsOf(await give(bookingId, ['T4']))).toEqual(['T4']);
    expect(labelsOf(await take(bookingId, 'T4'))).toEqual([]);
  });

  test('are refused where somebody is, with who and what instead', async () => {
    const [other, mine] = [await desk.booked(), await desk.booked()];
    await give(other, ['T1']);
    expect(await give(mine, ['T1'])).toMatchObject({
      status: 409,
      body: {
        code: 'TABLE_CONFLICT',
        hint: expect.stringMatching(/outcome\.rejection\.blockers .*alternatives/) as unknown,
        outcome: { rejection: { blockers: [{ bookingId: other, label: 'T1' }] } },
      },
    });
  });

  test('under a key are given once, and the key says the same for ever', async () => {
    const bookingId = await desk.booked();
    const key = `key ${randomUUID()}`;
    const first = await give(bookingId, ['T1'], { key });
    await give(bookingId, ['T2']);
    expect((await give(bookingId, ['T1'], { key })).body).toEqual(first.body);
    expect((await desk.context(bookingId)).assignments).toMatchObject([{ label: 'T2' }]);
    expect(await give(bookingId, ['T3'], { key })).toMatchObject({
      status: 409,
      body: {
        code: 'IDEMPOTENCY_MISMATCH',
        hint: 'Send what this key or command id stands for as it was, or this under a new one.',
      },
    });
    const stored = await service.database.pool.query(
      `select 1 from commands where command_id = command_id_of($1)`,
      [key],
    );
    expect(stored.rowCount).toBe(1);
  });

  test.each([
    ['a key that is too long', { tableIds: [randomUUID()] }, 'k'.repeat(201)],
    ['no tables', {}, undefined],
    ['tables named twice over', { tableIds: [randomUUID()], tableId: randomUUID() }, undefined],
    ['an unknown field', { tableIds: [randomUUID()], route: 'ops' }, undefined],
  ])('are not given for %s', async (_what, body, key) => {
    const asked = key === undefined ? {} : { key };
    const answer = await ops('POST', `${await desk.booked()}/tables`, body, asked);
    expect(answer).toMatchObject({ status: 400, body: { code: 'PAYLOAD_INVALID' } });
  });

  test('are for staff who reach the venue, and bookings that are known', async () => {
    const bookingId = await desk.booked();
    const outside = await service.token('staff', [randomUUID()]);
    const system = await service.token('booking-system');
    for (const token of [outside, system]) {
      expect((await give(bookingId, ['T1'], { token })).status).toBe(403);
    }
    expect(await give(randomUUID(), ['T1'])).toMatchObject({
      status: 404,
      body: { code: 'BOOKING_NOT_FOUND' },
    });
    const stranger = { tableIds: [randomUUID()] };
    expect(await ops('POST', `${bookingId}/tables`, stranger)).toMatchObject({
      status: 404,
      body: { code: 'TABLE_NOT_FOUND' },
    });
  });
});

describe('with the flag of this route off', () => {
  test('conflicts are accepted here with a warning, and refused everywhere else', async () => {
    await desk.observe('FEATURE_ASSIGN_ATOMIC');
    const [other, mine] = [await desk.booked(), await desk.booked()];
    await give(other, ['T1']);
    const given = await give(mine, ['T1']);
    expect(labelsOf(given)).toEqual(['T1']);
    expect(given.body).toMatchObject({ warnings: [{ code: 'TABLE_CONFLICT' }] });
    const { rows } = await service.database.pool.query<{ booking: string; shadow: boolean }>(
      `select booking_id as booking, shadow from allocations where venue_id = $1 order by shadow`,
      [desk.venue.venueId],
    );
    expect(rows).toEqual([
      { booking: other, shadow: false },
      { booking: mine, shadow: true },
    ]);
    const elsewhere = { bookingId: await desk.booked(), tableIds: [desk.tableId('T1')] };
    expect((await desk.send('AssignTables', elsewhere)).status).toBe(409);
  });
});
