import { afterAll, beforeAll, beforeEach, describe, expect, test } from '@jest/globals';
import { randomUUID } from 'node:crypto';
import type { ConfirmAnswer, HoldAnswer, NamedBlocker, NamedOutcome } from '#contracts';
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

describe('a host seats a party', () => {
  test('looks, tries, holds, confirms', async () => {
    const bookingId = await desk.booked(4);
    const seen = await desk.context(bookingId);
    expect(seen).toMatchObject({
      booking: { bookingId, partySize: 4 },
      venue: { venueId: desk.venue.venueId, version: 1 },
      activeHold: null,
      assignments: [],
      conflicts: [],
      suggestions: [
        { tables: [{ label: 'T4' }], sameTime: true, spareSeats: 2 },
        { tables: [{ label: 'T1' }, { label: 'T2' }], sameTime: true, spareSeats: 0 },
        { tables: [{ label: 'T2' }, { label: 'T3' }] },
      ],
      flags: { FEATURE_ASSIGN_ATOMIC: true },
    });
    expect(seen.tables.map(({ label, state }) => `${label} ${state}`)).toEqual([
      'T1 available',
      'T2 available',
      'T3 available',
      'T4 available',
    ]);
    const tooSmall = seen.tables[0]!.checks.find(({ id }) => id === 'capacity');
    expect(tooSmall).toMatchObject({ status: 'error', details: { seats: 2, partySize: 4 } });

    expect(await desk.validate(bookingId, ['T1', 'T2'])).toMatchObject({
      ok: true,
      summary: {
        tableCount: 2,
        totalCapacity: 4,
        slack: 0,
        zone: 'Main',
        tableLabels: ['T1', 'T2'],
      },
      blockers: [],
      alternatives: [],
    });
    const { hold: taken, validation } = await desk.held(bookingId, ['T1', 'T2']);
    expect(taken).toMatchObject({ bookingId, owner: 'test-staff', shadow: false });
    expect(taken.secondsLeft).toBeGreaterThan(0);
    expect(validation.ok).toBe(true);
    expect((await desk.context(bookingId)).activeHold).toMatchObject({ holdId: taken.holdId });

    const { status, body } = await desk.confirm(bookingId, taken.holdId, {
      contextVersion: seen.contextVersion,
    });
    expect(status).toBe(200);
    const { assignments } = body as ConfirmAnswer;
    expect(assignments.map(({ label }) => label)).toEqual(['T1', 'T2']);
    const after = await desk.context(bookingId);
    expect([after.activeHold, after.holds]).toEqual([null, []]);
    expect(after.assignments).toEqual(assignments);
  });

  test('is told everything that is wrong, for every table, with who is there', async () => {
    const [other, holder, mine] = [await desk.booked(), await desk.booked(), await desk.booked(7)];
    await desk.send('AssignTables', { bookingId: other, tableIds: [desk.tableId('T1')] });
    await desk.held(holder, ['T3']);
    const said = await desk.validate(mine, ['T1', 'T3']);
    expect(said.ok).toBe(false);
    const errors = said.checks.filter(({ status }) => status === 'error').map(({ id }) => id);
    expect(errors).toEqual(['capacity', 'adjacency', 'conflict']);
    expect(said.blockers).toMatchObject(
      [
        { label: 'T1', kind: 'assignment', bookingId: other },
        { label: 'T3', kind: 'hold', bookingId: holder, owner: 'test-staff' },
      ].sort((a, b) => (desk.tableId(a.label) < desk.tableId(b.label) ? -1 : 1)),
    );
    expect(said.blockers.find(({ kind }) => kind === 'hold')!.secondsLeft).toBeGreaterThan(0);
    const refused = await desk.hold(mine, ['T1', 'T3']);
    expect(refused.status).toBe(422);
    const { outcome } = refused.body as { outcome: { rejection: { checks: unknown } } };
    const withoutTimes = (value: unknown): string =>
      JSON.stringify(value).replace(/for \d+ s more/g, '');
    expect(withoutTimes(outcome.rejection.checks)).toBe(withoutTimes(said.checks));
    const seen = await desk.context(mine);
    expect(seen.tables.map(({ label, state }) => `${label} ${state}`)).toEqual([
      'T1 occupied',
      'T2 available',
      'T3 held',
      'T4 available',
    ]);
    expect(seen.conflicts).toHaveLength(2);
  });

  test('is told by name who is there, which is kept nowhere but with the booking', async () => {
    const rossi = await desk.seated('Rossi', ['T1']);
    const held = await desk.called('Okafor', { partySize: 1 });
    await desk.held(held, ['T3']);
    const nobody = await desk.booked();
    await desk.send('AssignTables', { bookingId: nobody, tableIds: [desk.tableId('T2')] });
    const blockId = randomUUID();
    const window = { start: '2038-03-12T19:00', end: '2038-03-12T20:00' };
    const block = { blockId, tableIds: [desk.tableId('T4')], window, reason: 'a leg is off' };
    expect((await desk.send('BlockTables', block)).status).toBe(200);
    const mine = await desk.called('Sato');
    const everybody = [
      { label: 'T1', bookingId: rossi, name: 'Rossi', partySize: 2 },
      { label: 'T2', bookingId: nobody, partySize: 2 },
      { label: 'T3', bookingId: held, name: 'Okafor', partySize: 1 },
      { label: 'T4', bookingId: null },
    ];
    const told = (blockers: readonly NamedBlocker[]) =>
      blockers
        .map(({ label, bookingId, name, partySize }) => ({ label, bookingId, name, partySize }))
        .sort((a, b) => (a.label < b.label ? -1 : 1));
    const labels = ['T1', 'T2', 'T3', 'T4'];
    const { conflicts, tables } = await desk.context(mine);
    expect(told(conflicts)).toEqual(everybody);
    expect(told(tables.flatMap(({ blockers }) => blockers))).toEqual(everybody);
    expect(told((await desk.validate(mine, labels)).blockers)).toEqual(everybody);
    const tableIds = labels.map((label) => desk.tableId(label));
    const { token } = desk;
    const refusals = [
      await desk.hold(mine, labels),
      await service.request('POST', `/api/ops/bookings/${mine}/tables`, {
        token,
        body: { tableIds },
      }),
      await service.request('POST', '/api/staff/auto/confirm', {
        token,
        body: { bookingId: mine, tableIds },
      }),
    ];
    for (const { body } of refusals) {
      const { outcome } = body as { outcome: NamedOutcome };
      expect(told(outcome.rejection!.blockers)).toEqual(everybody);
      const path = `/api/commands/${outcome.commandId}`;
      const stored = (await service.request('GET', path)).body as NamedOutcome;
      expect(stored.rejection!.blockers).toHaveLength(4);
      expect(JSON.stringify(stored)).not.toMatch(/Rossi|Okafor|partySize":1/);
    }
    // Programs get of a command what is stored of it, whether they send, repeat or ask.
    const sent = (await desk.send('AssignTables', { bookingId: mine, tableIds })).body;
    const { outcome } = sent as { outcome: NamedOutcome };
    const asked = await service.request('GET', `/api/commands/${outcome.commandId}`);
    expect(asked.body).toEqual(outcome);
    const { rows } = await service.database.pool.query<{ type: string }>(
      `select distinct type from events where venue_id = $1 and data::text like '%Rossi%'`,
      [desk.venue.venueId],
    );
    expect(rows).toEqual([{ type: 'BookingRegistered' }]);
  });

  test('is not in the way of itself', async () => {
    const bookingId = await desk.booked();
    const { hold: taken } = await desk.held(bookingId, ['T1']);
    const excluding = { excludeHoldId: taken.holdId };
    expect(await desk.validate(bookingId, ['T1'], excluding)).toMatchObject({
      ok: true,
      blockers: [],
    });
    expect(await desk.validate(bookingId, ['T1'])).toMatchObject({ ok: true, blockers: [] });
    // A hold of another booking is in the way, whoever would like to leave it out.
    const other = await desk.booked();
    expect(await desk.validate(other, ['T1'], excluding)).toMatchObject({ ok: false });
    await desk.confirm(bookingId, taken.holdId);
    expect(await desk.validate(bookingId, ['T1', 'T2'])).toMatchObject({ ok: true });
  });

  test('may do without adjacency, and confirms what was held', async () => {
    const bookingId = await desk.booked(4);
    const apart = { requireAdjacency: false };
    expect(await desk.validate(bookingId, ['T1', 'T3'])).toMatchObject({ ok: false });
    expect(await desk.validate(bookingId, ['T1', 'T3'], apart)).toMatchObject({ ok: true });
    expect((await desk.hold(bookingId, ['T1', 'T3'])).status).toBe(422);
    const { body } = await desk.hold(bookingId, ['T1', 'T3'], apart);
    const confirmed = await desk.confirm(bookingId, (body as HoldAnswer).hold.holdId);
    expect(confirmed).toMatchObject({
      status: 200,
      body: { warnings: [{ code: 'NOT_ADJACENT' }] },
    });
  });

  test('is told of a booking that is over', async () => {
    const bookingId = await desk.booked();
    await desk.send('SetBookingStatus', { bookingId, status: 'cancelled' });
    const said = await desk.validate(bookingId, ['T1']);
    expect(said.checks[0]).toMatchObject({ id: 'booking', code: 'BOOKING_CLOSED' });
    expect(said.ok).toBe(false);
    expect(await desk.hold(bookingId, ['T1'])).toMatchObject({
      status: 409,
      body: { code: 'BOOKING_CLOSED' },
    });
  });
});

describe('what is repeated has the same answer:', () => {
  test('a hold, under its id', async () => {
    const bookingId = await desk.booked();
    const holdId = randomUUID();
    const first = await desk.hold(bookingId, ['T1'], { holdId });
    const again = await desk.hold(bookingId, ['T1'], { holdId });
    const timeless = ({ body }: Answer) => ({ ...(body as HoldAnswer).hold, secondsLeft: 0 });
    expect(timeless(again)).toEqual(timeless(first));
    expect(await desk.hold(bookingId, ['T2'], { holdId })).toMatchObject({
      status: 409,
      body: { code: 'ID_TAKEN' },
    });
  });

  test('a confirmation, with a key or without, also when the party has moved since', async () => {
    const bookingId = await desk.booked();
    const { hold: taken } = await desk.held(bookingId, ['T1']);
    const idempotencyKey = `confirm ${randomUUID()}`;
    const first = await desk.confirm(bookingId, taken.holdId, { idempotencyKey });
    expect(first.status).toBe(200);
    expect((await desk.confirm(bookingId, taken.holdId)).body).toMatchObject({
      assignments: (first.body as ConfirmAnswer).assignments,
    });
    await desk.send('MoveBooking', { bookingId, tableIds: [desk.tableId('T2')] });
    expect((await desk.confirm(bookingId, taken.holdId, { idempotencyKey })).body).toEqual(
      first.body,
    );
    const other = await desk.held(bookingId, ['T3']);
    const reused = await desk.confirm(bookingId, other.hold.holdId, { idempotencyKey });
    expect(reused).toMatchObject({ status: 409, body: { code: 'IDEMPOTENCY_MISMATCH' } });
  });

  test('a release, of a lapsed hold too; a confirmed one is not let go any more', async () => {
    const bookingId = await desk.booked();
    const { holdId } = (await desk.held(bookingId, ['T1'])).hold;
    const released = { status: 200, body: { holdId, released: true } };
    expect(await desk.manual('DELETE', 'hold', { holdId, bookingId })).toMatchObject(released);
    expect(await desk.manual('DELETE', 'hold', { holdId, bookingId })).toMatchObject(released);
    const lapsed = (await desk.held(bookingId, ['T1'])).hold.holdId;
    await desk.lapse(lapsed);
    expect(await desk.manual('DELETE', 'hold', { holdId: lapsed, bookingId })).toMatchObject({
      status: 200,
    });
    const kept = (await desk.held(bookingId, ['T1'])).hold.holdId;
    await desk.confirm(bookingId, kept);
    expect(await desk.manual('DELETE', 'hold', { holdId: kept, bookingId })).toMatchObject({
      status: 404,
      body: { code: 'HOLD_NOT_FOUND', details: { how: 'confirmed' } },
    });
    expect((await desk.context(bookingId)).assignments).toHaveLength(1);
  });
});

describe('a hold', () => {
  test('is prolonged by whom it is for, and never shortened', async () => {
    const [bookingId, other] = [await desk.booked(), await desk.booked()];
    const { holdId, expiresAt } = (await desk.held(bookingId, ['T1'])).hold;
    const extend = (ttlSeconds: number, by = bookingId) =>
      desk.manual('POST', 'hold/extend', { holdId, bookingId: by, ttlSeconds });
    const { body } = await extend(600);
    const { hold: longer } = body as { hold: HoldAnswer['hold'] };
    expect(longer.expiresAt > expiresAt).toBe(true);
    expect((await extend(30)).body).toMatchObject({ hold: { expiresAt: longer.expiresAt } });
    const hint = 'Name the booking that the hold is for, or hold tables for this one.';
    const mismatch = { status: 409, body: { code: 'HOLD_BOOKING_MISMATCH', hint } };
    expect(await extend(60, other)).toMatchObject(mismatch);
    expect(await desk.confirm(other, holdId)).toMatchObject(mismatch);
    expect(await desk.manual('DELETE', 'hold', { holdId, bookingId: other })).toMatchObject(
      mismatch,
    );
  });

  test('that lapses between the look and the confirmation is gone: 410', async () => {
    const bookingId = await desk.booked();
    const { holdId } = (await desk.held(bookingId, ['T1'])).hold;
    expect(await desk.validate(bookingId, ['T1'])).toMatchObject({ ok: true });
    await desk.lapse(holdId);
    const gone = { status: 410, body: { code: 'HOLD_EXPIRED' } };
    expect(await desk.confirm(bookingId, holdId)).toMatchObject(gone);
    const extended = await desk.manual('POST', 'hold/extend', {
      holdId,
      bookingId,
      ttlSeconds: 60,
    });
    expect(extended).toMatchObject(gone);
    expect((await desk.context(bookingId)).activeHold).toBeNull();
    expect((await desk.hold(await desk.booked(), ['T1'])).status).toBe(200);
  });
});

test('two who confirm holds of overlapping tables at once: each has what was held', async () => {
  const [a, b] = [await desk.booked(), await desk.booked()];
  const tries = await Promise.all([desk.hold(a, ['T1']), desk.hold(b, ['T1'])]);
  expect(tries.map(({ status }) => status).sort()).toEqual([200, 409]);
  const winner = tries.find(({ status }) => status === 200)!.body as HoldAnswer;
  const owner = winner.hold.bookingId!;
  const { holdId } = winner.hold;
  const both = await Promise.all([desk.confirm(owner, holdId), desk.confirm(owner, holdId)]);
  expect(both.map(({ status }) => status)).toEqual([200, 200]);
  expect(both[0].body).toEqual(both[1].body);
});

describe('access', () => {
  test('is for staff who reach the venue, to bookings that are known', async () => {
    const bookingId = await desk.booked();
    const body = {
      bookingId,
      tableIds: [desk.tableId('T1')],
      holdId: randomUUID(),
      ttlSeconds: 60,
    };
    const { holdId } = body;
    const routes: [string, string, object?][] = [
      ['GET', `context?bookingId=${bookingId}`],
      ['POST', 'validate', { bookingId, tableIds: body.tableIds }],
      ['POST', 'hold', { bookingId, tableIds: body.tableIds }],
      ['POST', 'hold/extend', { holdId, bookingId, ttlSeconds: 60 }],
      ['DELETE', 'hold', { holdId, bookingId }],
      ['POST', 'confirm', { holdId, bookingId }],
    ];
    const others = [
      await service.token('staff', [randomUUID()]),
      await service.token('booking-system'),
      await service.token('analyst'),
    ];
    const unknown = randomUUID();
    for (const [method, path, sent] of routes) {
      for (const token of others) {
        const options = { token, ...(sent ? { body: sent } : {}) };
        const { status } = await service.request(method, `/api/staff/manual/${path}`, options);
        expect({ path, status }).toEqual({ path, status: 403 });
      }
      const about = (text: string): string => text.replace(bookingId, unknown);
      const changed = sent ? { ...sent, bookingId: unknown } : undefined;
      const { status, body: answer } = await desk.manual(method, about(path), changed);
      expect({ path, status }).toEqual({ path, status: 404 });
      expect(answer).toMatchObject({ code: 'BOOKING_NOT_FOUND' });
    }
  });
});
