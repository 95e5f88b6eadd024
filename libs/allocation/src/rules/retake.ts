import type { Blocker, DomainEvent, Seating, Uuid, Warning, Window } from '#contracts';
import { conflictCheck } from '../checks/conflict-check.js';
import { tableChecks } from '../checks/table-checks.js';
import { warningsOf } from '../decision.js';
import { writesShadow } from '../evaluate.js';
import type { BookingRecord } from '../floor.js';
import type { Ask } from './ask.js';
import { expiries, observed } from './place.js';

/** Events and warnings that a change of a booking leads to. */
export interface Consequences {
  readonly events: readonly DomainEvent[];
  readonly warnings: readonly Warning[];
}

export const NO_CONSEQUENCES: Consequences = { events: [], warnings: [] };

/** Whether a booking can have its tables for a window, and what is recorded before it has them. */
export interface Retaken {
  /** Null where it cannot; `conflict` says why. */
  readonly seating: Omit<Seating, 'mergeGroupId'> | null;
  readonly conflict: string;
  readonly blockers: readonly Blocker[];
  readonly before: readonly DomainEvent[];
  readonly warnings: readonly Warning[];
}

/** Tries to have the same tables for a window, asking only whether they are free. */
export function retake(
  ask: Ask,
  booking: BookingRecord,
  tableIds: readonly Uuid[],
  window: Window,
): Retaken {
  const { floor, now, enforcing } = ask;
  const own = { bookingIds: [booking.bookingId], holdIds: [] };
  const conflicts = conflictCheck(floor, tableIds, window, own, now, enforcing);
  const { blockers } = conflicts;
  const known = tableIds.every((id) => ask.venue.tables.has(id));
  const warnings = [...misfit(ask, booking, tableIds), ...warningsOf([conflicts.check])];
  if (!known || conflicts.check.status === 'error') {
    const conflict = known ? conflicts.check.message : 'a table is no longer of this venue';
    return { seating: null, conflict, blockers, before: [], warnings };
  }
  const before = expiries(floor, conflicts.lapsedHoldIds);
  if (!enforcing && blockers.length > 0) {
    before.push(observed(floor, { booking }, tableIds, window, blockers));
  }
  const shadow = writesShadow(floor.flags, blockers, enforcing);
  return {
    seating: { tables: floor.refsOf(tableIds), window, shadow },
    conflict: '',
    blockers,
    before,
    warnings,
  };
}

/** Asks for the tables that a terminal status gave up, when it is taken back. */
export function restore(ask: Ask, booking: BookingRecord, seating: Seating): Consequences {
  const { bookingId, partySize } = booking;
  const retaken = retake(ask, booking, idsOf(seating), seating.window);
  if (!retaken.seating) {
    const message = `the tables given up are no longer free: ${retaken.conflict}`;
    return { events: [], warnings: [named('TABLES_NOT_RESTORED', message, seating, retaken)] };
  }
  const to = { ...retaken.seating, mergeGroupId: seating.mergeGroupId };
  const { warnings } = retaken;
  const data = { bookingId, partySize, ...to, method: 'restored' as const };
  const assigned: DomainEvent = {
    type: 'TablesAssigned',
    data: { ...data, previous: null, warnings, trace: null },
  };
  return { events: [...retaken.before, assigned], warnings };
}

/** A warning that names the tables concerned, and who stands in the way. */
export function named(
  code: Warning['code'],
  message: string,
  { tables, window }: Pick<Seating, 'tables' | 'window'>,
  { blockers }: Pick<Retaken, 'blockers'>,
): Warning {
  return { code, message, details: { tables, window, blockers } as unknown as Warning['details'] };
}

export function unassigned(
  booking: Pick<BookingRecord, 'bookingId' | 'partySize'>,
  seating: Seating,
  reason: string,
): DomainEvent {
  const { bookingId, partySize } = booking;
  const { tables: removed, window } = seating;
  return {
    type: 'TablesUnassigned',
    data: { bookingId, partySize, removed, window, remaining: null, reason },
  };
}

/** What the tables themselves lack for a party: told, and left to people. */
export function misfit(ask: Ask, booking: BookingRecord, tableIds: readonly Uuid[]): Warning[] {
  const { venue, floor } = ask;
  const tables = tableIds.flatMap((id) => venue.tables.get(id) ?? []);
  const checks = tableChecks({ venue, flags: floor.flags, tables, partySize: booking.partySize });
  return checks
    .filter((check) => check.status !== 'ok' && check.code !== undefined)
    .map((check) => ({ code: check.code!, message: check.message }));
}

export function idsOf({ tables }: Pick<Seating, 'tables'>): Uuid[] {
  return tables.map((table) => table.tableId);
}
