import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import type {
  Actor,
  DomainEvent,
  EventData,
  LoggedEvent,
  RecordedEvent,
  Rejection,
  RejectionCode,
} from '#contracts';
import { replayObservabilityRows, writeObservabilityRows } from '#postgres';
import { observabilityOf } from '#telemetry';
import { createDatabase } from '../support/database.js';
import type { TestDatabase } from '../support/database.js';

const STAFF: Actor = { kind: 'staff', id: 'ann' };
const SYSTEM: Actor = { kind: 'booking-system', id: 'web' };
const bookingId = randomUUID();
const tables = [{ tableId: randomUUID(), label: 'T4' }];
const window = { start: '2026-11-27T18:00:00.000Z', end: '2026-11-27T20:00:00.000Z' };
const trace = { considered: 3, feasible: 1, lostBy: {}, runnersUp: [], criteria: null };

let seq = 0;
function logged(event: DomainEvent, actor: Actor = SYSTEM): LoggedEvent {
  const envelope = {
    id: randomUUID(),
    schemaVersion: 1,
    venueId: randomUUID(),
    partition: 3,
    seq: ++seq,
    recordedAt: `2026-11-27T12:00:00.${String(seq).padStart(3, '0')}Z`,
    actor,
    commandId: randomUUID(),
    correlationId: null,
  };
  const recorded = { ...envelope, ...event } as RecordedEvent;
  return { event: recorded, prevHash: '', hash: '', traceparent: null };
}

function assigned(method: EventData['TablesAssigned']['method']): DomainEvent {
  const seating = { tables, window, shadow: false, mergeGroupId: null };
  return {
    type: 'TablesAssigned',
    data: { bookingId, partySize: 4, method, previous: null, warnings: [], trace, ...seating },
  };
}

function refused(
  code: RejectionCode,
  commandType: EventData['CommandRejected']['commandType'] = 'AssignTables',
  more: Partial<Rejection> = {},
): DomainEvent {
  const rejection = { code, message: `${code}!`, checks: [], blockers: [], alternatives: [] };
  return {
    type: 'CommandRejected',
    data: {
      commandType,
      bookingId,
      holdId: null,
      partySize: 4,
      tables,
      window,
      rejection: { ...rejection, ...more },
      trace: null,
    },
  };
}

function observed(): DomainEvent {
  const data = { bookingId, holdId: null, blockId: null, tables, window, blockers: [] };
  return { type: 'ShadowConflictObserved', data };
}

/** `source event_type severity` of every row an event leaves. */
const kinds = (event: DomainEvent, actor?: Actor) =>
  observabilityOf(logged(event, actor)).map(
    (row) => `${row.source} ${row.event_type} ${row.severity}`,
  );

describe('what telemetry says of an event', () => {
  test.each([
    [
      'HoldConfirmed',
      'confirmed',
      { holdId: randomUUID(), bookingId, partySize: 4, tables, window },
    ],
    ['HoldReleased', 'released', { holdId: randomUUID(), bookingId, tables, window, reason: 'x' }],
    ['HoldExpired', 'expired', { holdId: randomUUID(), bookingId, tables, window, expiresAt: '' }],
  ] as const)('%s is capacity.hold.%s', (type, what, data) => {
    const event = { type, data } as DomainEvent;
    expect(kinds(event)).toEqual([`capacity.hold capacity.hold.${what} info`]);
  });

  test('an assignment is told by who chose: the selector, staff, or a caller', () => {
    const selector = 'capacity.selector capacity.selector.assignment info';
    expect(kinds(assigned('best'), STAFF)).toEqual([selector]);
    expect(kinds(assigned('manual'), STAFF)).toEqual([
      'capacity.manual capacity.manual.assignment info',
    ]);
    expect(kinds(assigned('manual'))).toEqual(['capacity.rpc capacity.rpc.assignment info']);
    expect(observabilityOf(logged(assigned('best')))[0]!.context).toMatchObject({ trace });
  });

  test('every conflict is a selector assignment, other refusals stay with who asked', () => {
    const conflict = 'capacity.selector capacity.selector.assignment warning';
    for (const code of [
      'TABLE_CONFLICT',
      'HOLD_CONFLICT',
      'TABLE_BLOCKED',
      'NO_TABLES_FIT',
    ] as const) {
      expect(kinds(refused(code), STAFF)).toEqual([conflict]);
      expect(kinds(refused(code, 'HoldTables'))).toEqual([conflict]);
    }
    const late = refused('HOLD_EXPIRED', 'ConfirmHold');
    expect(kinds(late)).toEqual(['capacity.hold capacity.hold.refused warning']);
    expect(kinds(refused('NOT_ADJACENT'), STAFF)).toEqual([
      'capacity.manual capacity.manual.refused warning',
    ]);
    expect(kinds(refused('NOT_ADJACENT'))).toEqual(['capacity.rpc capacity.rpc.refused warning']);
  });

  test('so is one that was only observed, which says so', () => {
    const event = logged(observed());
    expect(kinds(observed())).toEqual(['capacity.selector capacity.selector.assignment warning']);
    const message = 'observed, not enforced: T4 already claimed in this window';
    expect(observabilityOf(event)[0]!.context).toMatchObject({
      observed: true,
      error: { code: 'TABLE_CONFLICT', message },
    });
    const [refusal] = observabilityOf(logged(refused('TABLE_CONFLICT')));
    expect(refusal!.context).not.toHaveProperty('observed');
  });

  test('a swap leaves a row for each booking, with ids that follow from the event', () => {
    const seating = { tables, window, shadow: false, mergeGroupId: null };
    const side = (id: string) => ({ bookingId: id, partySize: 2, from: seating, to: seating });
    const event = logged({
      type: 'BookingsSwapped',
      data: { a: side('a'), b: side('b'), warnings: [] },
    });
    const rows = observabilityOf(event);
    expect(rows.map((row) => row.booking_id)).toEqual(['a', 'b']);
    expect(new Set(rows.map((row) => row.id)).size).toBe(2);
    expect(observabilityOf(event)).toEqual(rows);
  });

  test('a context stays small, and its error survives', () => {
    const details = { text: 'x'.repeat(2_000_000) };
    const check = { id: 'conflict', status: 'error', message: 'no', details } as const;
    const event = refused('TABLE_CONFLICT', 'AssignTables', { checks: [check] });
    const [row] = observabilityOf(logged(event));
    expect(Buffer.byteLength(JSON.stringify(row!.context))).toBeLessThan(300_000);
    expect(row!.context).toMatchObject({
      error: { code: 'TABLE_CONFLICT', message: 'TABLE_CONFLICT!' },
      tables,
      omitted: ['checks'],
    });
    const endless = refused('TABLE_CONFLICT', 'AssignTables', { message: 'y'.repeat(2_000_000) });
    const [cut] = observabilityOf(logged(endless));
    expect(Buffer.byteLength(JSON.stringify(cut!.context))).toBeLessThan(10_000);
    expect(cut!.context).toMatchObject({ error: { code: 'TABLE_CONFLICT' }, partition: 3 });
  });
});

describe('observability_events', () => {
  let database: TestDatabase;
  beforeAll(async () => {
    database = await createDatabase();
  });
  afterAll(() => database.drop());

  test('the query of the runbook lists the conflicts, newest first; a replay adds nothing', async () => {
    const events = [
      logged(refused('TABLE_CONFLICT')),
      logged(assigned('best')),
      logged(refused('HOLD_EXPIRED', 'ConfirmHold')),
      logged(refused('HOLD_CONFLICT', 'HoldTables'), STAFF),
      logged(observed()),
    ];
    const rows = events.flatMap(observabilityOf);
    await writeObservabilityRows(database.pool, rows);
    await writeObservabilityRows(database.pool, rows);

    const { rows: conflicts } = await database.pool.query(`
      select created_at, context->'error'->>'message' as message
      from observability_events
      where source = 'capacity.selector'
        and event_type = 'capacity.selector.assignment'
        and context->'error' is not null
      order by created_at desc
      limit 20;`);
    expect(conflicts).toEqual([
      {
        created_at: new Date(events[4]!.event.recordedAt),
        message: 'observed, not enforced: T4 already claimed in this window',
      },
      { created_at: new Date(events[3]!.event.recordedAt), message: 'HOLD_CONFLICT!' },
      { created_at: new Date(events[0]!.event.recordedAt), message: 'TABLE_CONFLICT!' },
    ]);
    const { rows: all } = await database.pool.query('select id from observability_events');
    expect(all).toHaveLength(5);
  });

  test('a row that an earlier version made stays as it is', async () => {
    const rows = observabilityOf(logged(observed()));
    const earlier = { source: 'capacity.rpc', event_type: 'capacity.rpc.conflict' } as const;
    await writeObservabilityRows(
      database.pool,
      rows.map((row) => ({ ...row, ...earlier })),
    );
    expect(await replayObservabilityRows(database.pool, rows, randomUUID())).toBe(0);
    const { rows: kept } = await database.pool.query(
      'select source, event_type from observability_events where id = $1',
      [rows[0]!.id],
    );
    expect(kept).toEqual([earlier]);
  });
});
