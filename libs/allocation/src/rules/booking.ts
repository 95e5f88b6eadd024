import type { BookingStatus, CommandData, DomainEvent, Uuid, Warning } from '#contracts';
import { TERMINAL_STATUSES, canonicalJson } from '#contracts';
import { fail } from '../checks/check.js';
import type { Decision, Rejected } from '../decision.js';
import { accept, reject, rejectFor } from '../decision.js';
import type { BookingRecord } from '../floor.js';
import type { Ask } from './ask.js';
import type { BookingTimes } from './booking-times.js';
import { bookingTimes, statusAfter } from './booking-times.js';
import { follow, giveUpHolds } from './follow.js';
import { holdReleased } from './place.js';
import type { Consequences } from './retake.js';
import { restore, unassigned } from './retake.js';

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

/** Makes a booking known, or changes it; its tables follow in what its owner changed. */
export function registerBooking(ask: Ask<'RegisterBooking'>): Decision {
  const { floor, venue } = ask;
  const { data } = ask.command;
  if (floor.foreignIds.has(data.bookingId)) {
    return reject('ID_TAKEN', 'this booking id belongs to another venue');
  }
  const before = floor.bookings.get(data.bookingId);
  const times = bookingTimes(venue, before, data, ask.now);
  if ('kind' in times) return times;
  const pins = pinsOf(ask, before);
  if ('kind' in pins) return pins;
  const facts = { ...factsOf(data, times), pinnedTableIds: pins.tableIds };
  return before
    ? changeBooking(ask, before, facts, times, pins.warnings)
    : accept(firstRegistration(ask, facts), pins.warnings);
}

function changeBooking(
  ask: Ask<'RegisterBooking'>,
  before: BookingRecord,
  sent: Facts,
  times: BookingTimes,
  warned: readonly Warning[],
): Decision {
  const status = statusAfter(before, sent.status);
  const wished: BookingRecord = { ...before, ...sent, status };
  const isOver = TERMINAL_STATUSES.has(before.status) && !isUndo(before.status, status);
  if (isOver) {
    const isSame = changedFacts(before, wished).length === 0 && before.status === status;
    return isSame ? accept() : closed(before);
  }
  const staying = !TERMINAL_STATUSES.has(status) && !TERMINAL_STATUSES.has(before.status);
  const followed = staying ? follow(ask, before, wished, times) : null;
  const after = followed?.windowTaken === false ? keepWindow(before, wished) : wished;
  const changed = changedFacts(before, after);
  const kept = status === sent.status ? [] : stillOpen(after);
  if (changed.length === 0 && before.status === status) {
    // A stay that is not lengthened changes nothing, and is told all the same.
    return accept([], [...kept, ...(followed?.warnings ?? [])]);
  }

  const events: DomainEvent[] = [];
  const warnings: Warning[] = [...warned, ...kept];
  const tell = (consequences: Consequences): void => {
    events.push(...consequences.events);
    warnings.push(...consequences.warnings);
  };
  if (changed.length > 0) {
    const facts = factsIn(after);
    events.push({ type: 'BookingChanged', data: { ...facts, status: before.status, changed } });
  }
  if (before.status !== status) {
    const undone = changed.includes('window') ? atNewTime(after) : after;
    tell(changeStatus(ask, { ...undone, status: before.status }, status, times.sent));
  }
  if (staying) tell(giveUpHolds(ask, before, after));
  if (followed) tell(followed);
  return accept(events, warnings);
}

function changedFacts(before: BookingRecord, after: BookingRecord): (typeof FACTS)[number][] {
  return FACTS.filter((key) => canonicalJson(before[key]) !== canonicalJson(after[key]));
}

/**
 * The stay could not be had longer: its window stays, and its end too unless the owner named one.
 */
function keepWindow(before: BookingRecord, wished: BookingRecord): BookingRecord {
  const endsAt = wished.sent?.endsAt == null ? before.endsAt : wished.endsAt;
  return { ...wished, endsAt, window: before.window };
}

/** An import may have seated the booking before: guarded, it is given up by one that is over. */
function firstRegistration({ floor }: Ask, facts: Facts): readonly DomainEvent[] {
  const registered: DomainEvent = { type: 'BookingRegistered', data: facts };
  const seating = floor.seatingOf(facts.bookingId);
  if (!seating || seating.shadow || !TERMINAL_STATUSES.has(facts.status)) return [registered];
  return [registered, unassigned(facts, seating, facts.status)];
}

type Facts = Extract<DomainEvent, { type: 'BookingRegistered' }>['data'];

function factsOf(data: CommandData['RegisterBooking'], times: BookingTimes): Facts {
  const { startsAt, endsAt, window, sent } = times;
  return {
    bookingId: data.bookingId,
    partySize: data.partySize,
    startsAt,
    endsAt,
    window,
    status: data.status,
    zone: data.zone ?? null,
    pinnedTableIds: [],
    metadata: data.metadata ?? null,
    sent,
  };
}

function factsIn(booking: BookingRecord): Facts {
  const { bookingId, partySize, startsAt, endsAt, window, status } = booking;
  const { zone, pinnedTableIds, metadata, sent } = booking;
  const when = { startsAt, endsAt, window };
  return { bookingId, partySize, ...when, status, zone, pinnedTableIds, metadata, sent };
}

/**
 * The tables that the owner asks for. One that the booking asked for before may have left the venue
 * since: that is told, and no reason to refuse another change. A booking that is over asks for
 * none.
 */
function pinsOf({ venue, command }: Ask<'RegisterBooking'>, before: BookingRecord | undefined) {
  const { pinnedTableIds, status } = command.data;
  const tableIds = [...new Set(pinnedTableIds ?? [])].sort();
  const unknown = tableIds.filter((id) => !venue.tables.has(id));
  const isOver = TERMINAL_STATUSES.has(status);
  const isNew = unknown.filter((id) => !before?.pinnedTableIds.includes(id));
  if (isNew.length > 0 && !isOver) {
    return rejectFor([
      fail('exists', 'TABLE_NOT_FOUND', 'a pinned table is not of this venue', { tableIds: isNew }),
    ]);
  }
  const message = 'the booking asks for a table that is no longer of this venue';
  const gone: Warning = { code: 'PINNED_TABLE_GONE', message, details: { tableIds: unknown } };
  return { tableIds, warnings: unknown.length > 0 && !isOver ? [gone] : [] };
}

export function setBookingStatus(ask: Ask<'SetBookingStatus'>): Decision {
  const { bookingId, status } = ask.command.data;
  const booking = ask.floor.bookings.get(bookingId);
  if (!booking) return unknownBooking(bookingId);
  if (booking.status === status) return accept();
  const { events, warnings } = changeStatus(ask, booking, status);
  return accept(events, warnings);
}

/** What a no-show gave up is asked for at the time that the booking has now. */
function atNewTime(booking: BookingRecord): BookingRecord {
  const { released, window } = booking;
  return { ...booking, released: released && { ...released, window } };
}

/**
 * What an owner's registration may open again: a no-show, for the guests came after all. A late
 * one must not bring back what was cancelled or is over; `SetBookingStatus` can.
 */
function isUndo(from: BookingStatus, to: BookingStatus): boolean {
  return from === to || from === 'no_show';
}

/** The owner sends again that the booking is over, which staff took back: it stays open. */
function stillOpen({ sent, status, bookingId }: BookingRecord): readonly Warning[] {
  if (sent === null || !TERMINAL_STATUSES.has(sent.status)) return [];
  const message = `staff took back that the booking is ${sent.status}: it is ${status}`;
  return [{ code: 'STAFF_CHOICE_KEPT', message, details: { bookingId, status } }];
}

/**
 * A terminal status gives up tables and holds at once; one taken back asks for them again. What an
 * owner sent is kept, so that sending it again is known as no change.
 */
function changeStatus(
  ask: Ask,
  booking: BookingRecord,
  to: BookingStatus,
  sent?: BookingTimes['sent'],
): Consequences {
  const { floor } = ask;
  const { bookingId, partySize, status: from } = booking;
  const releases = TERMINAL_STATUSES.has(to);
  const seating = releases ? floor.seatingOf(bookingId) : null;
  // From one terminal status to another nothing is given up, and nothing forgotten.
  const released = releases ? (seating ?? booking.released) : null;
  const endedAt = releases ? (booking.endedAt ?? ask.now) : null;
  const change = { bookingId, partySize, from, to, released, endedAt, ...(sent ? { sent } : {}) };
  const events: DomainEvent[] = [{ type: 'BookingStatusChanged', data: change }];
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
  const message = `booking ${bookingId} is ${status}; SetBookingStatus takes that back`;
  return rejectFor([fail('booking', 'BOOKING_CLOSED', message, { bookingId, status })]);
}
