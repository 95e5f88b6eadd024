import { afterAll, beforeAll, beforeEach, describe, expect, test } from '@jest/globals';
import type { ConfirmAnswer, ContextChange } from '#contracts';
import { startTestAllocator } from '../support/allocator.js';
import type { Answer, TestAllocator } from '../support/allocator.js';
import { wish } from '../support/bistro.js';
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

describe('a picture that was shown', () => {
  const staleOf = ({ status, body }: Answer): readonly ContextChange[] => {
    expect({ status, body }).toMatchObject({ status: 409, body: { code: 'STALE_CONTEXT' } });
    return (body as { details: { changes: ContextChange[] } }).details.changes;
  };

  test('is not stale for what happens elsewhere: other tables, another day', async () => {
    const [bookingId, other, tomorrow] = [
      await desk.booked(),
      await desk.booked(),
      await desk.booked(2, '2038-03-13T19:30'),
    ];
    const { contextVersion } = await desk.context(bookingId);
    const { hold: taken } = await desk.held(bookingId, ['T1']);
    await desk.send('AssignTables', { bookingId: other, tableIds: [desk.tableId('T2')] });
    await desk.send('AssignTables', { bookingId: tomorrow, tableIds: [desk.tableId('T1')] });
    expect(await desk.confirm(bookingId, taken.holdId, { contextVersion })).toMatchObject({
      status: 200,
    });
  });

  test('is stale when the booking has changed, and says how', async () => {
    const bookingId = await desk.booked();
    const { contextVersion } = await desk.context(bookingId);
    const { hold: taken } = await desk.held(bookingId, ['T4']);
    await desk.send('RegisterBooking', { ...wish(bookingId), partySize: 5 });
    await desk.send('PinBooking', { bookingId, reason: 'regulars' });
    const changes = staleOf(await desk.confirm(bookingId, taken.holdId, { contextVersion }));
    expect(changes).toMatchObject([
      { type: 'BookingPinned', actor: 'test-staff', bookingId },
      { type: 'BookingChanged', actor: 'test-staff', bookingId },
    ]);
    const fresh = (await desk.context(bookingId)).contextVersion;
    expect(await desk.confirm(bookingId, taken.holdId, { contextVersion: fresh })).toMatchObject({
      status: 200,
    });
  });

  test('is stale for the second of two who seat one party', async () => {
    const bookingId = await desk.booked();
    const { contextVersion } = await desk.context(bookingId);
    const holds = [await desk.held(bookingId, ['T1']), await desk.held(bookingId, ['T2'])];
    const answers = await Promise.all(
      holds.map(({ hold: { holdId } }) => desk.confirm(bookingId, holdId, { contextVersion })),
    );
    expect(answers.map(({ status }) => status).sort()).toEqual([200, 409]);
    const lost = answers.find(({ status }) => status === 409)!;
    const won = answers.find(({ status }) => status === 200)!.body as ConfirmAnswer;
    expect(staleOf(lost)).toMatchObject([
      { type: 'TablesAssigned', bookingId, tables: [{ label: won.assignments[0]!.label }] },
    ]);
  });

  test('loses to a better reason: who took the table', async () => {
    const [bookingId, other] = [await desk.booked(), await desk.booked()];
    const { contextVersion } = await desk.context(bookingId);
    await desk.held(other, ['T1']);
    const lost = await desk.hold(bookingId, ['T1'], { contextVersion });
    expect(lost).toMatchObject({
      status: 409,
      body: {
        code: 'HOLD_CONFLICT',
        outcome: { rejection: { blockers: [{ bookingId: other }], alternatives: [{}, {}, {}] } },
      },
    });
  });

  test('that never was is refused', async () => {
    const bookingId = await desk.booked();
    const { hold: taken } = await desk.held(bookingId, ['T1']);
    expect(
      staleOf(await desk.confirm(bookingId, taken.holdId, { contextVersion: '999:1' })),
    ).toEqual([]);
    const nonsense = await desk.confirm(bookingId, taken.holdId, { contextVersion: 'yesterday' });
    expect(nonsense).toMatchObject({ status: 400, body: { code: 'PAYLOAD_INVALID' } });
  });
});

describe('while conflicts are only observed', () => {
  test('a taken table is a warning, and what is held is a shadow', async () => {
    await desk.observe('FEATURE_ALLOCATIONS_DUAL_WRITE', 'FEATURE_RPC_ASSIGN_ATOMIC');
    const [other, bookingId] = [await desk.booked(), await desk.booked()];
    await desk.send('AssignTables', { bookingId: other, tableIds: [desk.tableId('T1')] });
    const seen = await desk.context(bookingId);
    expect(seen.tables[0]).toMatchObject({ label: 'T1', state: 'occupied' });
    const said = await desk.validate(bookingId, ['T1']);
    expect(said.ok).toBe(true);
    expect(said.checks.find(({ id }) => id === 'conflict')).toMatchObject({ status: 'warn' });
    const { hold: taken } = await desk.held(bookingId, ['T1']);
    expect(taken.shadow).toBe(true);
    const confirmed = await desk.confirm(bookingId, taken.holdId);
    expect(confirmed).toMatchObject({
      status: 200,
      body: { warnings: [{ code: 'TABLE_CONFLICT' }] },
    });
  });

  test('a table that somebody else took since makes the picture stale', async () => {
    await desk.observe('FEATURE_RPC_ASSIGN_ATOMIC');
    const [other, bookingId] = [await desk.booked(), await desk.booked()];
    const { contextVersion } = await desk.context(bookingId);
    await desk.send('AssignTables', { bookingId: other, tableIds: [desk.tableId('T1')] });
    const lost = await desk.hold(bookingId, ['T1'], { contextVersion });
    expect(lost).toMatchObject({
      status: 409,
      body: {
        code: 'STALE_CONTEXT',
        details: { changes: [{ type: 'TablesAssigned', bookingId: other }] },
      },
    });
    expect((await desk.hold(bookingId, ['T2'], { contextVersion })).status).toBe(200);
  });
});
