import type { BookingStatus, DomainEvent, Seating, Uuid, Warning, Window } from '#contracts';
import { TERMINAL_STATUSES, canonicalJson } from '#contracts';
import { fail } from '../checks/check.js';
import { conflictCheck } from '../checks/conflict-check.js';
import { invalidWindow } from '../checks/window-checks.js';
import { tableChecks } from '../checks/table-checks.js';
import type { Decision, Rejected } from '../decision.js';
import { accept, reject, rejectFor, warningsOf } from '../decision.js';
import { writesShadow } from '../evaluate.js';
import type { BookingRecord } from '../floor.js';
import { bookingWindow, resolveTime } from '../policy/index.js';
import { sameWindow } from '../windows.js';
import type { Ask } from './ask.js';
import { expiries, holdReleased, observed } from './place.js';

/** The facts of a booking that its owner may change, in the order they are told as changed. */
const FACTS = [
  'partySize',
  'startsAt',
  'endsAt',
  'window',
  'zone',
  'pinnedTableIds',
  'metadata',
] as const satisfies readonly (keyof BookingRecord)[];

/** Makes a booking known, or changes it; its tables follow a new time where they are free. */
export function registerBooking(ask: Ask<'RegisterBooking'>): Decision {
  const { floor, venue } = ask;
  const { data } = ask.command;
  if (floor.foreignIds.has(data.bookingId)) {
    return reject('ID_TAKEN', 'this booking id belongs to another venue');
  }
  const facts = factsOf(ask);
  if ('kind' in facts) return facts;
  const unknown = facts.pinnedTableIds.filter((id) => !venue.tables.has(id));
  if (unknown.length > 0) {
    return rejectFor([
      fail('exists', 'TABLE_NOT_FOUND', 'a pinned table is not of this venue', {
        tableIds: unknown,
      }),
    ]);
  }
  const before = floor.bookings.get(data.bookingId);
  if (!before) return accept(firstRegistration(ask, facts));

  const changed = FACTS.filter((key) => canonicalJson(before[key]) !== canonicalJson(facts[key]));
  if (changed.length === 0 && before.status === facts.status) return accept();
  if (TERMINAL_STATUSES.has(before.status) && !isUndo(before.status, facts.status))
    return closed(before);
  const events: DomainEvent[] = [];
  const warnings: Warning[] = [];
  const after: BookingRecord = { ...before, ...facts };
  if (changed.length > 0) {
    events.push({ type: 'BookingChanged', data: { ...facts, status: before.status, changed } });
  }
  if (before.status !== facts.status) {
    const undone = changed.includes('window') ? atNewTime(after) : after;
    const change = changeStatus(ask, { ...undone, status: before.status }, facts.status);
    events.push(...change.events);
    warnings.push(...change.warnings);
  }
  if (!TERMINAL_STATUSES.has(facts.status)) {
    const followed = follow(ask, after, changed);
    events.push(...followed.events);
    warnings.push(...followed.warnings);
  }
  return accept(events, warnings);
}

/** An import may have seated the booking before: guarded, it is given up by one that is over. */
function firstRegistration({ floor }: Ask, facts: Facts): readonly DomainEvent[] {
  const registered: DomainEvent = { type: 'BookingRegistered', data: facts };
  const seating = floor.seatingOf(facts.bookingId);
  if (!seating || seating.shadow || !TERMINAL_STATUSES.has(facts.status)) return [registered];
  return [registered, unassigned(facts, seating, facts.status)];
}

type Facts = Extract<DomainEvent, { type: 'BookingRegistered' }>['data'];

function factsOf({ venue, command }: Ask<'RegisterBooking'>): Facts | Rejected {
  const { data } = command;
  const { policy, timeZone } = venue.configuration;
  const starts = resolveTime(data.startsAt, timeZone);
  if (!starts.ok) return rejectFor([invalidWindow('startsAt', starts.message)]);
  const ends = data.endsAt == null ? null : resolveTime(data.endsAt, timeZone);
  if (ends?.ok === false) return rejectFor([invalidWindow('endsAt', ends.message)]);
  const timed = bookingWindow(
    policy,
    timeZone,
    data.partySize,
    starts.instant,
    ends?.instant ?? null,
  );
  if (!timed.ok) return rejectFor([invalidWindow('endsAt', timed.message)]);
  return {
    bookingId: data.bookingId,
    partySize: data.partySize,
    startsAt: starts.instant,
    endsAt: timed.endsAt,
    window: timed.window,
    status: data.status,
    zone: data.zone ?? null,
    pinnedTableIds: [...new Set(data.pinnedTableIds ?? [])].sort(),
    metadata: data.metadata ?? null,
  };
}

export function setBookingStatus(ask: Ask<'SetBookingStatus'>): Decision {
  const { bookingId, status } = ask.command.data;
  const booking = ask.floor.bookings.get(bookingId);
  if (!booking) return unknownBooking(bookingId);
  if (booking.status === status) return accept();
  if (TERMINAL_STATUSES.has(booking.status) && !isUndo(booking.status, status))
    return closed(booking);
  const { events, warnings } = changeStatus(ask, booking, status);
  return accept(events, warnings);
}

/** What a no-show gave up is asked for at the time that the booking has now. */
function atNewTime(booking: BookingRecord): BookingRecord {
  const { released, window } = booking;
  return { ...booking, released: released && { ...released, window } };
}

/** Only a no-show can be undone: the guests came after all. */
function isUndo(from: BookingStatus, to: BookingStatus): boolean {
  return from === to || from === 'no_show';
}

interface Change {
  readonly events: readonly DomainEvent[];
  readonly warnings: readonly Warning[];
}

/** A terminal status gives up tables and holds at once; undoing a no-show asks for them back. */
function changeStatus(ask: Ask, booking: BookingRecord, to: BookingStatus): Change {
  const { floor } = ask;
  const { bookingId, partySize, status: from } = booking;
  const releases = TERMINAL_STATUSES.has(to);
  const seating = releases ? floor.seatingOf(bookingId) : null;
  const released = to === 'no_show' ? seating : null;
  const events: DomainEvent[] = [
    { type: 'BookingStatusChanged', data: { bookingId, partySize, from, to, released } },
  ];
  if (seating) events.push(unassigned(booking, seating, to));
  if (releases) {
    for (const hold of floor.holdsOf(bookingId)) events.push(holdReleased(floor, hold, to));
  }
  // Who was given tables meanwhile, by an import, does not ask for the old ones.
  const seated = floor.assignments.has(bookingId);
  if (releases || seated || !booking.released) return { events, warnings: [] };
  const restored = restore(ask, booking, booking.released);
  return { events: [...events, ...restored.events], warnings: restored.warnings };
}

function unassigned(booking: Facts, seating: Seating, reason: string): DomainEvent {
  const { bookingId, partySize } = booking;
  const { tables: removed, window } = seating;
  return {
    type: 'TablesUnassigned',
    data: { bookingId, partySize, removed, window, remaining: null, reason },
  };
}

function restore(ask: Ask, booking: BookingRecord, seating: Seating): Change {
  const { bookingId, partySize } = booking;
  const retaken = retake(
    ask,
    booking,
    seating.tables.map((table) => table.tableId),
    seating.window,
  );
  if (!retaken.seating) {
    const message = `the tables given up are no longer free: ${retaken.conflict}`;
    return { events: [], warnings: [{ code: 'TABLES_NOT_RESTORED', message }] };
  }
  const to = { ...retaken.seating, mergeGroupId: seating.mergeGroupId };
  const { warnings } = retaken;
  const assigned: DomainEvent = {
    type: 'TablesAssigned',
    data: {
      bookingId,
      partySize,
      ...to,
      method: 'restored',
      previous: null,
      warnings,
      trace: null,
    },
  };
  return { events: [...retaken.before, assigned], warnings };
}

/**
 * After its owner changed a booking, its tables follow the new time if they are free then, and are
 * given up, with a warning, if not: the booking's owner decides about the booking, and nobody is
 * double-booked for it. Everything softer than a conflict is told and left to people.
 */
function follow(ask: Ask, booking: BookingRecord, changed: readonly string[]): Change {
  const from = ask.floor.seatingOf(booking.bookingId);
  if (!from || !changed.some((key) => key === 'window' || key === 'partySize')) {
    return { events: [], warnings: [] };
  }
  const tableIds = from.tables.map((table) => table.tableId);
  if (!changed.includes('window') || sameWindow(from.window, booking.window)) {
    return { events: [], warnings: misfit(ask, booking, tableIds) };
  }
  const retaken = retake(ask, booking, tableIds, booking.window);
  if (!retaken.seating) {
    const message = `the tables are not free at the new time and were given up: ${retaken.conflict}`;
    return {
      events: [unassigned(booking, from, 'not free at the new time')],
      warnings: [{ code: 'TABLES_LOST', message }],
    };
  }
  const { bookingId, partySize } = booking;
  const to = { ...retaken.seating, mergeGroupId: from.mergeGroupId };
  const { warnings } = retaken;
  return {
    events: [
      ...retaken.before,
      { type: 'BookingMoved', data: { bookingId, partySize, from, to, warnings } },
    ],
    warnings,
  };
}

interface Retaken {
  readonly seating: Omit<Seating, 'mergeGroupId'> | null;
  readonly conflict: string;
  readonly before: readonly DomainEvent[];
  readonly warnings: readonly Warning[];
}

/** Tries to have the same tables for a window, asking only whether they are free. */
function retake(
  ask: Ask,
  booking: BookingRecord,
  tableIds: readonly Uuid[],
  window: Window,
): Retaken {
  const { floor, now, enforcing } = ask;
  const own = { bookingIds: [booking.bookingId], holdIds: [] };
  const conflicts = conflictCheck(floor, tableIds, window, own, now, enforcing);
  const known = tableIds.every((id) => ask.venue.tables.has(id));
  const warnings = [...misfit(ask, booking, tableIds), ...warningsOf([conflicts.check])];
  if (!known || conflicts.check.status === 'error') {
    const conflict = known ? conflicts.check.message : 'a table is no longer of this venue';
    return { seating: null, conflict, before: [], warnings };
  }
  const before = expiries(floor, conflicts.lapsedHoldIds);
  if (!enforcing && conflicts.blockers.length > 0) {
    before.push(observed(floor, { booking }, tableIds, window, conflicts.blockers));
  }
  const shadow = writesShadow(floor.flags, conflicts.blockers, enforcing);
  return {
    seating: { tables: floor.refsOf(tableIds), window, shadow },
    conflict: '',
    before,
    warnings,
  };
}

function misfit(ask: Ask, booking: BookingRecord, tableIds: readonly Uuid[]): Warning[] {
  const { venue, floor } = ask;
  const tables = tableIds.flatMap((id) => venue.tables.get(id) ?? []);
  const checks = tableChecks({ venue, flags: floor.flags, tables, partySize: booking.partySize });
  return checks
    .filter((check) => check.status !== 'ok' && check.code !== undefined)
    .map((check) => ({ code: check.code!, message: check.message }));
}

export function pinBooking(ask: Ask<'PinBooking'>): Decision {
  const { bookingId, reason } = ask.command.data;
  const booking = openBooking(ask, bookingId);
  if ('kind' in booking) return booking;
  if (booking.pinReason !== null) return accept();
  const { partySize } = booking;
  return accept([{ type: 'BookingPinned', data: { bookingId, partySize, reason } }]);
}

export function unpinBooking(ask: Ask<'UnpinBooking'>): Decision {
  const { bookingId, reason } = ask.command.data;
  const booking = ask.floor.bookings.get(bookingId);
  if (!booking) return unknownBooking(bookingId);
  if (booking.pinReason === null) return accept();
  const { partySize } = booking;
  return accept([{ type: 'BookingUnpinned', data: { bookingId, partySize, reason } }]);
}

/** The booking, if it is known and not over; else the refusal. */
export function openBooking(
  { floor }: Pick<Ask, 'floor'>,
  bookingId: Uuid,
): BookingRecord | Rejected {
  const booking = floor.bookings.get(bookingId);
  if (!booking) return unknownBooking(bookingId);
  return TERMINAL_STATUSES.has(booking.status) ? closed(booking) : booking;
}

export function unknownBooking(bookingId: Uuid): Rejected {
  const message = `booking ${bookingId} is not registered here; send RegisterBooking first`;
  return rejectFor([fail('booking', 'BOOKING_NOT_FOUND', message, { bookingId })]);
}

function closed(booking: BookingRecord): Rejected {
  const { bookingId, status } = booking;
  const message = `booking ${bookingId} is ${status}; only a no-show can be undone`;
  return rejectFor([fail('booking', 'BOOKING_CLOSED', message, { bookingId, status })]);
}
