import type { Seating, Uuid, Warning, Window } from '#contracts';
import { PRESENT_STATUSES } from '#contracts';
import { conflictCheck } from '../checks/conflict-check.js';
import type { BookingRecord, Floor } from '../floor.js';
import { serviceDateAt } from '../policy/index.js';
import { plusSeconds, sameWindow, secondsUntil } from '../windows.js';
import type { Ask } from './ask.js';
import type { BookingTimes } from './booking-times.js';
import { expiries, holdReleased } from './place.js';
import type { Consequences } from './retake.js';
import { NO_CONSEQUENCES, idsOf, misfit, named, retake, unassigned } from './retake.js';

/** What becomes of a booking's tables, and of its window where they cannot have the new one. */
export interface Followed extends Consequences {
  /** False: the stay could not be lengthened, and the window that it had stays. */
  readonly windowTaken: boolean;
}

/**
 * THE rule of what follows a change: after its owner changed a booking, its tables follow in what
 * the owner changed, if they are free then.
 *
 * - Guests who are here never lose a table by it: a later end is theirs if it is free, an earlier
 *   one or another start changes nothing of where they sit.
 * - A time that staff chose stays for the service day that they chose it for, and the owner is
 *   warned; a length that staff chose comes along to a new start.
 * - A longer stay that is not free is not had: the window stays, and who is next is named.
 * - Another start that is not free gives the tables up (`TABLES_LOST`): the owner decides about the
 *   booking, and nobody is double-booked for it. Those of a pinned booking stay for that day.
 */
export function follow(
  ask: Ask,
  before: BookingRecord,
  after: BookingRecord,
  times: BookingTimes,
): Followed {
  const from = ask.floor.seatingOf(before.bookingId);
  if (!from) return taken(NO_CONSEQUENCES);
  const moved = !sameWindow(before.window, after.window) || times.startChanged;
  if (PRESENT_STATUSES.has(after.status)) return followPresent(ask, before, after, times, from);
  const fits = before.partySize === after.partySize ? [] : misfit(ask, after, idsOf(from));
  if (times.wished !== null && isLater(times.wished.end, from.window.end)) {
    const over = 'the time that it was booked for is over';
    const target = { start: from.window.start, end: times.wished.end };
    return notExtended(from, over, target, NOBODY, fits);
  }
  if (!moved) return taken({ events: [], warnings: fits });

  const sameDay = isSameServiceDay(ask, from.window, after.window);
  const target = targetOf(before, after, times, from);
  if (target === null || (from.window.start !== before.window.start && sameDay)) {
    const message = 'staff chose the time at the tables: it stays, and differs from the booking’s';
    return taken({ events: [], warnings: [...fits, staffChoice(message, from, after)] });
  }
  const retaken = retake(ask, after, idsOf(from), target);
  if (retaken.seating) {
    const to = { ...retaken.seating, mergeGroupId: from.mergeGroupId };
    const warnings = [...retaken.warnings];
    if (!sameWindow(target, after.window)) {
      const message = 'staff chose how long the tables are had: that comes along to the new time';
      warnings.push(staffChoice(message, { ...from, window: target }, after));
    }
    return taken(moveTo(after, from, to, retaken.before, warnings));
  }
  if (!times.startChanged) return notExtended(from, retaken.conflict, target, retaken, fits);
  if (before.pinReason !== null && sameDay) {
    const message = `the booking is pinned (${before.pinReason}) where it sits, and its new time is not free there: ${retaken.conflict}`;
    return taken({ events: [], warnings: [...fits, staffChoice(message, from, after)] });
  }
  const message = `the tables are not free at the new time and were given up: ${retaken.conflict}`;
  return taken({
    events: [unassigned(after, from, 'not free at the new time')],
    warnings: [named('TABLES_LOST', message, { tables: from.tables, window: target }, retaken)],
  });
}

/** The windows that following may look at, for the tables that a booking has or gave up. */
export function followWindows(
  floor: Floor,
  before: BookingRecord,
  times: BookingTimes,
): readonly Window[] {
  const from = floor.seatingOf(before.bookingId);
  const after = { ...before, window: times.window };
  const target = from ? targetOf(before, after, times, from) : null;
  const start = from?.window.start ?? before.window.start;
  const lasting = { start, end: times.window.end };
  const wished = times.wished ? [{ start, end: times.wished.end }] : [];
  return [times.window, ...(target ? [target] : []), ...wished, lasting].filter(
    ({ start, end }) => end === null || start < end,
  );
}

/** The holds of the time that a booking had go with it: confirmed, they would seat it then. */
export function giveUpHolds(ask: Ask, before: BookingRecord, after: BookingRecord): Consequences {
  if (sameWindow(before.window, after.window)) return NO_CONSEQUENCES;
  const { floor, now } = ask;
  const stale = floor
    .holdsOf(before.bookingId)
    .filter((hold) => sameWindow(hold.window, before.window));
  const live = stale.filter((hold) => hold.expiresAt > now);
  const lapsed = stale.filter((hold) => hold.expiresAt <= now).map((hold) => hold.holdId);
  return {
    events: [
      ...expiries(floor, lapsed),
      ...live.map((hold) => holdReleased(floor, hold, 'the booking has another time')),
    ],
    warnings: live.map(({ holdId, tableIds, window }) => {
      const tables = floor.refsOf(tableIds);
      const message = `hold ${holdId} was for the time that the booking had; hold the tables again`;
      const details = { holdId, tables, window } as unknown as Warning['details'];
      return { code: 'HOLD_GIVEN_UP', message, details };
    }),
  };
}

function followPresent(
  ask: Ask,
  before: BookingRecord,
  after: BookingRecord,
  times: BookingTimes,
  from: Seating,
): Followed {
  const tableIds = idsOf(from);
  const fits = before.partySize === after.partySize ? [] : misfit(ask, after, tableIds);
  if (times.startChanged) {
    const message = `the guests are here: their tables stay, whatever time the booking has`;
    return taken({ events: [], warnings: [...fits, named('GUESTS_KEPT', message, from, NOBODY)] });
  }
  const { start } = from.window;
  const wished = times.wished ?? (sameWindow(before.window, after.window) ? null : after.window);
  if (wished === null || !isLater(wished.end, from.window.end)) {
    return taken({ events: [], warnings: fits });
  }
  const target = { start, end: wished.end };
  if (times.wished !== null) {
    // By arithmetic nothing of theirs changes; who would be in the way is told all the same.
    const next = nextOn(ask, after.bookingId, tableIds, target);
    return notExtended(from, next.conflict, target, next, fits);
  }
  const retaken = retake(ask, after, tableIds, target);
  if (!retaken.seating) return notExtended(from, retaken.conflict, target, retaken, fits);
  const to = { ...retaken.seating, mergeGroupId: from.mergeGroupId };
  return taken(moveTo(after, from, to, retaken.before, retaken.warnings));
}

const NOBODY = { blockers: [] };

function taken(consequences: Consequences): Followed {
  return { ...consequences, windowTaken: true };
}

function notExtended(
  from: Seating,
  conflict: string,
  window: Window,
  way: Parameters<typeof named>[3],
  fits: readonly Warning[],
): Followed {
  const why = conflict === '' ? '' : `: ${conflict}`;
  const message = `the stay is not lengthened to ${window.end}${why}`;
  const warning = named('WINDOW_NOT_EXTENDED', message, { tables: from.tables, window }, way);
  return { events: [], warnings: [...fits, warning], windowTaken: false };
}

function nextOn(ask: Ask, bookingId: Uuid, tableIds: readonly Uuid[], window: Window) {
  const own = { bookingIds: [bookingId], holdIds: [] };
  const found = conflictCheck(ask.floor, tableIds, window, own, ask.now, ask.enforcing);
  const conflict = found.blockers.length > 0 ? found.check.message : '';
  return { conflict, blockers: found.blockers };
}

/** Where the tables go with the booking; null: nowhere, their length is the staff's. */
function targetOf(
  before: BookingRecord,
  after: BookingRecord,
  times: BookingTimes,
  from: Seating,
): Window | null {
  const lengthChosen =
    from.window.start === before.window.start && from.window.end !== before.window.end;
  if (!lengthChosen) return after.window;
  if (!times.startChanged || from.window.end === null) return null;
  const seconds = secondsUntil(from.window.start, from.window.end);
  return { start: after.window.start, end: plusSeconds(after.window.start, seconds) };
}

function moveTo(
  booking: BookingRecord,
  from: Seating,
  to: Seating,
  before: Consequences['events'],
  warnings: readonly Warning[],
): Consequences {
  if (sameWindow(from.window, to.window)) return { events: [], warnings };
  const { bookingId, partySize } = booking;
  const data = { bookingId, partySize, from, to, warnings };
  return { events: [...before, { type: 'BookingMoved', data }], warnings };
}

function staffChoice(message: string, from: Seating, after: BookingRecord): Warning {
  const { tables, window } = from;
  const details = { tables, window, bookedWindow: after.window };
  return { code: 'STAFF_CHOICE_KEPT', message, details: details as unknown as Warning['details'] };
}

function isSameServiceDay({ venue }: Ask, a: Window, b: Window): boolean {
  const { policy } = venue.configuration;
  const dayOf = ({ start }: Window) => serviceDateAt(policy, venue.clock, start);
  return dayOf(a) === dayOf(b);
}

function isLater(a: Window['end'], b: Window['end']): boolean {
  if (a === null || b === null) return a === null && b !== null;
  return a > b;
}
