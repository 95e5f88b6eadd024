import type { Check, DomainEvent, Seating, Uuid, Warning, Window } from '#contracts';
import { PRESENT_STATUSES } from '#contracts';
import { fail } from '../checks/check.js';
import type { Decision, Rejected } from '../decision.js';
import { accept, reject, rejectFor } from '../decision.js';
import { evolve } from '../evolve.js';
import type { BookingRecord } from '../floor.js';
import { overlaps } from '../windows.js';
import type { Ask } from './ask.js';
import { pinnedWhereItSits, sameSeating, seatingOf, windowFor } from './assignment.js';
import { openBooking } from './booking.js';
import { place, wishOf } from './place.js';

/** One booking of a repack, and where it is to sit. */
interface Part {
  readonly role: 'moves' | 'is seated';
  readonly booking: BookingRecord;
  readonly tableIds: readonly Uuid[];
  readonly window: Window;
  /** Null for guests who have no tables yet. */
  readonly from: Seating | null;
}

interface Step {
  readonly from: Seating | null;
  readonly to: Seating;
  readonly event: DomainEvent;
  readonly warnings: readonly Warning[];
}

/**
 * Moves bookings out of the way and seats one in the room they make, or does nothing at all. All of
 * them give up their tables first, on a copy of the floor; then the evaluator places one after the
 * other there, so that chains and rings of bookings are judged by what they come to.
 */
export function repackBookings(ask: Ask<'RepackBookings'>): Decision {
  const parts = partsOf(ask);
  if ('kind' in parts) return parts;
  const onCopy = { ...ask, floor: ask.floor.copy() };
  for (const part of parts) if (part.from) record(onCopy, givenUp(part, part.from));
  const steps: Step[] = [];
  const before: DomainEvent[] = [];
  const refused: { part: Part; rejected: Rejected }[] = [];
  for (const part of parts) {
    const { booking, tableIds, window, from } = part;
    const own = { bookingIds: [booking.bookingId], holdIds: [] };
    const sits = ask.floor.assignments.get(booking.bookingId) ?? null;
    const placement = place(onCopy, { booking, own, sits }, tableIds, window);
    if (placement.kind === 'rejected') {
      refused.push({ part, rejected: refuseIfSettled(part) ?? placement });
      continue;
    }
    const to = seatingOf(ask, booking.bookingId, placement);
    const { warnings } = placement;
    const event = eventOf(part, to, warnings);
    for (const fact of [...placement.before, event]) record(onCopy, fact);
    if (from !== null && sameSeating(from, to)) continue;
    const settled = refuseIfSettled(part);
    if (settled) refused.push({ part, rejected: settled });
    before.push(...placement.before);
    steps.push({ from, to, event, warnings });
  }
  if (refused.length > 0) return refusalOf(refused, parts.at(-1)!);
  const events = inOrder(steps).map(({ event }) => event);
  return accept(
    [...before, ...events],
    steps.flatMap(({ warnings }) => warnings),
  );
}

/** Those that move in the order sent, then the one that is seated. */
function partsOf(ask: Ask<'RepackBookings'>): readonly Part[] | Rejected {
  const { bookingId, tableIds, moves } = ask.command.data;
  const ids = [bookingId, ...moves.map((move) => move.bookingId)];
  if (new Set(ids).size < ids.length) {
    return reject('PAYLOAD_INVALID', 'moves: a booking is named twice; each sits in one place');
  }
  const guests = openBooking(ask, bookingId);
  if ('kind' in guests) return guests;
  const window = windowFor(ask, guests.window);
  if ('kind' in window) return window;
  const parts: Part[] = [];
  for (const move of moves) {
    const booking = openBooking(ask, move.bookingId);
    if ('kind' in booking) return booking;
    const from = ask.floor.seatingOf(move.bookingId);
    if (!from) {
      const message = `booking ${move.bookingId} has no tables to move from`;
      return reject('BOOKING_UNASSIGNED', message, { bookingId: move.bookingId });
    }
    parts.push({ role: 'moves', booking, tableIds: move.tableIds, window: from.window, from });
  }
  const from = ask.floor.seatingOf(bookingId);
  return [...parts, { role: 'is seated', booking: guests, tableIds, window, from }];
}

function givenUp({ booking }: Part, from: Seating): DomainEvent {
  const { bookingId, partySize } = booking;
  const { tables: removed, window } = from;
  const data = { bookingId, partySize, removed, window, remaining: null, reason: 'repack' };
  return { type: 'TablesUnassigned', data };
}

function eventOf(
  { role, booking, from }: Part,
  to: Seating,
  warnings: readonly Warning[],
): DomainEvent {
  const { bookingId, partySize } = booking;
  if (role === 'moves') {
    return { type: 'BookingMoved', data: { bookingId, partySize, from: from!, to, warnings } };
  }
  const more = { method: 'repack', previous: from, warnings, trace: null } as const;
  return { type: 'TablesAssigned', data: { bookingId, partySize, ...to, ...more } };
}

/** Moves the copy by what will be recorded, so that the next part is judged after it. */
function record({ floor, command, now }: Ask, event: DomainEvent): void {
  const { actor, commandId } = command;
  evolve(floor, { ...event, seq: floor.contextSeq, recordedAt: now, actor, commandId });
}

/** A repack moves nobody who is pinned, has chosen tables, or sits already. */
function refuseIfSettled({ booking, tableIds, from }: Part): Rejected | null {
  const { bookingId, status, pinnedTableIds } = booking;
  const refuse = (why: string): Rejected => {
    const message = `booking ${bookingId} ${why} and is not moved automatically`;
    return rejectFor([fail('pinned', 'BOOKING_PINNED', message, { bookingId, status })]);
  };
  const chosen = [...new Set(pinnedTableIds)].sort().join();
  const wanted = [...new Set(tableIds)].sort().join();
  if (chosen !== '' && chosen !== wanted) return refuse('has tables that were chosen for it');
  if (from === null) return null;
  if (PRESENT_STATUSES.has(status)) return refuse('has guests who are here');
  return pinnedWhereItSits(booking);
}

/** Every reason of every part; what else would work is looked for where only others are in the way. */
function refusalOf(
  refused: readonly { readonly part: Part; readonly rejected: Rejected }[],
  { booking, tableIds, window }: Part,
): Rejected {
  const settled = refused.filter(({ rejected }) => rejected.rejection.code === 'BOOKING_PINNED');
  const told = settled.length > 0 ? settled : refused;
  const checks = told.flatMap(({ part, rejected }) =>
    rejected.rejection.checks.map((check): Check => {
      const details = { ...check.details, bookingId: part.booking.bookingId };
      return check.status === 'ok' ? check : { ...check, details };
    }),
  );
  const blockers = told.flatMap(({ rejected }) => rejected.rejection.blockers);
  const onlyConflicts = told.every(({ rejected }) => rejected.wish !== null);
  return rejectFor(checks, blockers, onlyConflicts ? wishOf(booking, tableIds, window) : null);
}

/**
 * Whoever goes to tables that are free goes first, so that a reader who applies event by event sees
 * no two at one table; in a ring that cannot be, and the first one sent begins.
 */
function inOrder(steps: readonly Step[]): readonly Step[] {
  const waiting = [...steps];
  const ordered: Step[] = [];
  while (waiting.length > 0) {
    const free = waiting.findIndex((step) =>
      waiting.every((other) => other === step || !isInTheWay(other, step)),
    );
    ordered.push(...waiting.splice(Math.max(0, free), 1));
  }
  return ordered;
}

function isInTheWay({ from }: Step, { to }: Step): boolean {
  if (from === null || !overlaps(from.window, to.window)) return false;
  return from.tables.some(({ tableId }) => to.tables.some((table) => table.tableId === tableId));
}
