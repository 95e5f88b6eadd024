import type {
  DomainEvent,
  EventData,
  Instant,
  SeatedTable,
  Seating,
  SelectionTrace,
  Uuid,
  Window,
} from '#contracts';
import { derivedUuid } from '#contracts';
import { fail } from '../checks/check.js';
import { conflictCheck } from '../checks/conflict-check.js';
import { resolveWindow } from '../checks/window-checks.js';
import type { Decision, Rejected } from '../decision.js';
import { accept, reject, rejectFor, warningsOf } from '../decision.js';
import type { BookingRecord } from '../floor.js';
import { overlaps, sameWindow } from '../windows.js';
import type { Ask } from './ask.js';
import { openBooking, unknownBooking } from './booking.js';
import type { Placement } from './place.js';
import { seatingUntil } from './stay.js';
import { adjacencyAsked, holdsGivenUp, observed, place } from './place.js';

/** Gives a booking exactly these tables (`replace`), or these besides those it has (`add`). */
export function assignTables(ask: Ask<'AssignTables'>): Decision {
  const { bookingId, tableIds, mode } = ask.command.data;
  const booking = openBooking(ask, bookingId);
  if ('kind' in booking) return booking;
  const current = ask.floor.assignments.get(bookingId);
  const adding = mode === 'add' && current !== undefined;
  const window = windowFor(ask, adding ? current.window : booking.window);
  if ('kind' in window) return window;
  if (adding && !sameWindow(window, current.window)) {
    const message = 'add keeps the window that the booking has; MoveBooking changes it';
    return rejectFor([fail('window', 'WINDOW_INVALID', message, { field: 'window' })]);
  }
  const wanted = adding ? [...current.tableIds, ...tableIds] : tableIds;
  return seatAt(ask, booking, wanted, window, 'manual', null);
}

/** Takes a booking and its tables to other tables, another window, or both, as one event. */
export function moveBooking(ask: Ask<'MoveBooking'>): Decision {
  const { bookingId, tableIds } = ask.command.data;
  const booking = openBooking(ask, bookingId);
  if ('kind' in booking) return booking;
  const from = ask.floor.seatingOf(bookingId);
  const window = windowFor(ask, from?.window ?? booking.window);
  if ('kind' in window) return window;
  if (!from) return seatAt(ask, booking, tableIds, window, 'manual', null);
  const pinned = refuseIfPinned(ask, booking);
  const placement = placeFor(ask, booking, tableIds, window);
  if (placement.kind === 'rejected') return pinned ?? placement;
  const to = seatingOf(ask, bookingId, placement);
  if (sameSeating(from, to)) return accept();
  if (pinned) return pinned;
  const { partySize } = booking;
  const { before, warnings } = placement;
  const moved: EventData['BookingMoved'] = { bookingId, partySize, from, to, warnings };
  return accept([...before, { type: 'BookingMoved', data: moved }], warnings);
}

/** Seats a booking on tables that a person, the selector or a hold chose. */
export function seatAt(
  ask: Ask,
  booking: BookingRecord,
  tableIds: readonly Uuid[],
  window: Window,
  method: EventData['TablesAssigned']['method'],
  trace: SelectionTrace | null,
  holdId?: Uuid,
): Decision {
  const { bookingId, partySize } = booking;
  const previous = ask.floor.seatingOf(bookingId);
  const pinned = previous ? refuseIfPinned(ask, booking) : null;
  const placement = placeFor(ask, booking, tableIds, window, holdId);
  if (placement.kind === 'rejected') return pinned ?? { ...placement, trace };
  const seating = seatingOf(ask, bookingId, placement);
  const stays = previous !== null && sameSeating(previous, seating);
  // A hold is used up even where the booking already has what it held.
  if (stays && holdId === undefined) return accept();
  if (pinned && !stays) return pinned;
  const { before, warnings } = placement;
  const assigned: DomainEvent = {
    type: 'TablesAssigned',
    data: { bookingId, partySize, ...seating, method, previous, warnings, trace },
  };
  return accept([...before, assigned], warnings);
}

/** Two bookings exchange their tables, each keeping its own window; both sides are checked. */
export function swapBookings(ask: Ask<'SwapBookings'>): Decision {
  const { bookingIdA, bookingIdB } = ask.command.data;
  if (bookingIdA === bookingIdB) {
    return reject('PAYLOAD_INVALID', 'bookingIdB: a booking cannot be swapped with itself');
  }
  const a = seatedBooking(ask, bookingIdA);
  if ('kind' in a) return a;
  const b = seatedBooking(ask, bookingIdB);
  if ('kind' in b) return b;
  const sideA = swapSide(ask, a, b);
  if (sideA.kind === 'rejected') return sideA;
  const sideB = swapSide(ask, b, a);
  if (sideB.kind === 'rejected') return sideB;
  const warnings = [...sideA.warnings, ...sideB.warnings];
  const data: EventData['BookingsSwapped'] = {
    a: swapEntry(ask, a, sideA),
    b: swapEntry(ask, b, sideB),
    warnings,
  };
  const before = uniqueExpiries([...sideA.before, ...sideB.before]);
  return accept([...before, { type: 'BookingsSwapped', data }], warnings);
}

interface Seated {
  readonly booking: BookingRecord;
  readonly seating: Seating;
}

function seatedBooking(ask: Ask, bookingId: Uuid): Seated | Rejected {
  const booking = openBooking(ask, bookingId);
  if ('kind' in booking) return booking;
  const seating = ask.floor.seatingOf(bookingId);
  if (!seating) {
    return reject('BOOKING_UNASSIGNED', `booking ${bookingId} has no tables to swap`, {
      bookingId,
    });
  }
  return refuseIfPinned(ask, booking) ?? { booking, seating };
}

function swapSide(ask: Ask, mine: Seated, other: Seated): Placement | Rejected {
  const { booking, seating } = mine;
  const { floor, now, enforcing } = ask;
  const own = { bookingIds: [booking.bookingId, other.booking.bookingId], holdIds: [] };
  const tableIds = other.seating.tables.map((table) => table.tableId);
  const placement = place(ask, { booking, own }, tableIds, seating.window);
  if (placement.kind === 'rejected') return placement;
  const tables = new Set(tableIds);
  const left = holdsGivenUp(floor, booking.bookingId, idsOf(seating), other.seating.window, now);
  const before = [...placement.before, ...left];
  const shared = idsOf(seating).filter((id) => tables.has(id));
  if (shared.length === 0 || !overlaps(seating.window, other.seating.window)) {
    return { ...placement, before };
  }
  // Both sat there at the same time, which only shadows can; both would do so again.
  const alone = { bookingIds: [booking.bookingId], holdIds: [] };
  const clash = conflictCheck(floor, shared, seating.window, alone, now, enforcing);
  if (enforcing) return rejectFor([{ ...clash.check, status: 'error' }], clash.blockers);
  before.push(observed(floor, { booking }, shared, seating.window, clash.blockers));
  const warnings = [...placement.warnings, ...warningsOf([clash.check])];
  return { ...placement, shadow: true, before, warnings };
}

function swapEntry(ask: Ask, { booking, seating: from }: Seated, placement: Placement) {
  const { bookingId, partySize } = booking;
  return { bookingId, partySize, from, to: seatingOf(ask, bookingId, placement) };
}

/** Both sides may meet the same lapsed hold; it expires once. */
function uniqueExpiries(events: readonly DomainEvent[]): DomainEvent[] {
  const seen = new Set<Uuid>();
  return events.filter((event) => {
    if (event.type !== 'HoldExpired') return true;
    const first = !seen.has(event.data.holdId);
    seen.add(event.data.holdId);
    return first;
  });
}

/** Gives up some or all tables of a booking. What it does not have is not given up again. */
export function unassignTables(ask: Ask<'UnassignTables'>): Decision {
  const { floor } = ask;
  const { bookingId, tableIds } = ask.command.data;
  const booking = floor.bookings.get(bookingId);
  if (!booking) return unknownBooking(bookingId);
  const seating = floor.seatingOf(bookingId);
  if (!seating) return accept();
  const gone = new Set(tableIds ?? seating.tables.map((table) => table.tableId));
  const removed = seating.tables.filter((table) => gone.has(table.tableId));
  if (removed.length === 0) return accept();
  const pinned = refuseIfPinned(ask, booking);
  if (pinned) return pinned;
  const kept = seating.tables.filter((table) => !gone.has(table.tableId));
  const mergeGroupId = kept.length > 1 ? seating.mergeGroupId : null;
  const endOf = ({ until }: SeatedTable): Instant => until ?? seating.window.end!;
  const remaining =
    kept.length === 0 ? null : seatingUntil({ ...seating, mergeGroupId }, kept, endOf);
  const { partySize } = booking;
  const { window } = seating;
  return accept([
    {
      type: 'TablesUnassigned',
      data: { bookingId, partySize, removed, window, remaining, reason: 'unassigned' },
    },
  ]);
}

/** The command's window, taken as it is, or the given one where it names none. */
export function windowFor(
  ask: Ask<
    'AssignTables' | 'AssignBest' | 'MoveBooking' | 'HoldTables' | 'HoldBest' | 'RepackBookings'
  >,
  otherwise: Window,
): Window | Rejected {
  const sent = ask.command.data.window;
  if (sent == null) return otherwise;
  const resolved = resolveWindow(sent, ask.venue.clock);
  return resolved.ok ? resolved.window : rejectFor([resolved.check]);
}

function placeFor(
  ask: Ask,
  booking: BookingRecord,
  tableIds: readonly Uuid[],
  window: Window,
  holdId?: Uuid,
): Placement | Rejected {
  const own = { bookingIds: [booking.bookingId], holdIds: holdId === undefined ? [] : [holdId] };
  const hold = holdId === undefined ? undefined : ask.floor.holds.get(holdId);
  const requireAdjacency = adjacencyAsked(hold?.metadata);
  return place(ask, { booking, own, requireAdjacency }, tableIds, window);
}

/** Pins bind whatever acts by itself; a person may move a pinned booking. */
function refuseIfPinned(ask: Ask, booking: BookingRecord): Rejected | null {
  const { actor, type } = ask.command;
  return actor.kind === 'system' || type === 'AssignBest' ? pinnedWhereItSits(booking) : null;
}

/** The refusal to move a booking that is pinned, whoever asks; null when it is not. */
export function pinnedWhereItSits({ bookingId, pinReason }: BookingRecord): Rejected | null {
  if (pinReason === null) return null;
  const message = `booking ${bookingId} is pinned (${pinReason}) and is not moved automatically`;
  return rejectFor([fail('pinned', 'BOOKING_PINNED', message, { bookingId, pinReason })]);
}

export function seatingOf(ask: Ask, bookingId: Uuid, placement: Placement): Seating {
  const { tableIds, window, shadow } = placement;
  const mergeGroupId =
    tableIds.length > 1 ? derivedUuid('merge', ask.command.commandId, bookingId) : null;
  return { tables: ask.floor.refsOf(tableIds), window, shadow, mergeGroupId };
}

export function sameSeating(a: Seating, b: Seating): boolean {
  const sameTables = kept(a).join() === kept(b).join();
  return sameWindow(a.window, b.window) && a.shadow === b.shadow && sameTables;
}

/** The tables, and until when each of them. */
function kept({ tables }: Seating): string[] {
  return tables.map(({ tableId, until }) => `${tableId} ${until ?? ''}`).sort();
}

function idsOf(seating: Seating): string[] {
  return seating.tables.map((table) => table.tableId).sort();
}
