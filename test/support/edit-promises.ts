import type { BookingRecord, Floor } from '#allocation';
import { endOn } from '#allocation';
import type { Instant, Seating, Warning, Window } from '#contracts';
import { PRESENT_STATUSES, TERMINAL_STATUSES } from '#contracts';
import type { EditMoment, Registration } from './booking-edits.js';
import { violations } from './invariants.js';

/**
 * What a booking's owner is promised of every registration that is sent, in sentences; empty when
 * all of it was kept. Written from the promises: it reads the floor before and after, what was
 * sent, and the warnings, and asks no rule.
 */
export function brokenPromises(moment: EditMoment): string[] {
  const { before, after, command, decision } = moment;
  if (command.type !== 'RegisterBooking') return [];
  const told = othersTouched(moment);
  told.push(...violations(after));
  const { bookingId } = command.data;
  const was = before.bookings.get(bookingId);
  const is = after.bookings.get(bookingId);
  if (decision.kind === 'rejected') {
    const code = decision.rejection.code;
    const open = was && !TERMINAL_STATUSES.has(was.status);
    if (code === 'BOOKING_CLOSED' && open) told.push('an open booking is told to be closed');
    return told;
  }
  if (!was || !is || !moment.last) return told;
  const edit = new Edit(moment, was, is, moment.last, decision.warnings);
  return [...told, ...edit.ofTheRecord(), ...edit.ofTheTables(), ...edit.ofTheHolds()];
}

class Edit {
  private readonly sent: Registration;
  private readonly from: Seating | null;
  private readonly to: Seating | null;
  private readonly startChanged: boolean;
  private readonly endChanged: boolean;
  private readonly timesChanged: boolean;
  /** Open before and after: what a terminal status gives up is the owner's wish. */
  private readonly open: boolean;
  private readonly here: boolean;

  constructor(
    private readonly moment: EditMoment,
    private readonly was: BookingRecord,
    private readonly is: BookingRecord,
    private readonly last: Registration,
    private readonly warnings: readonly Warning[],
  ) {
    const { before, after, command } = moment;
    this.sent = command.data as Registration;
    this.from = before.seatingOf(was.bookingId);
    this.to = after.seatingOf(was.bookingId);
    this.startChanged =
      this.sent.startsAt !== last.startsAt && this.means(this.sent.startsAt) !== was.startsAt;
    const [end, endBefore] = [this.sent.endsAt ?? null, last.endsAt ?? null];
    this.endChanged =
      end !== endBefore && (end === null || endBefore === null || this.means(end) !== was.endsAt);
    const partyCounts = end === null && this.sent.partySize !== was.partySize;
    this.timesChanged = this.startChanged || this.endChanged || partyCounts;
    this.open = !TERMINAL_STATUSES.has(was.status) && !TERMINAL_STATUSES.has(is.status);
    this.here = this.open && PRESENT_STATUSES.has(is.status);
  }

  /** What was not sent otherwise is as before; what was, is as sent. */
  ofTheRecord(): string[] {
    const { was, is, sent } = this;
    const told: string[] = [];
    const same = (what: string, found: unknown, expected: unknown) => {
      if (JSON.stringify(found) !== JSON.stringify(expected)) {
        told.push(`${what} is ${JSON.stringify(found)}, not ${JSON.stringify(expected)}`);
      }
    };
    same('the party', is.partySize, sent.partySize);
    same('the zone', is.zone, sent.zone ?? null);
    same('the notes', is.metadata, sent.metadata ?? null);
    same('the asked tables', is.pinnedTableIds, sent.pinnedTableIds ?? []);
    same('the pin', is.pinReason, was.pinReason);
    same('the start', is.startsAt, this.startChanged ? this.means(sent.startsAt) : was.startsAt);
    if (sent.endsAt != null && this.endChanged) {
      same('the end', is.endsAt, this.means(sent.endsAt));
    }
    const again = sent.status === this.last.status && !TERMINAL_STATUSES.has(was.status);
    same('the status', is.status, again ? was.status : sent.status);
    if (!this.timesChanged) {
      same('the window', is.window, was.window);
      same('the end', is.endsAt, was.endsAt);
    }
    return told;
  }

  ofTheTables(): string[] {
    const { from, to, open, here, is, was } = this;
    if (!from || !open) return [];
    if (here) return this.ofGuests(from);
    const told: string[] = [];
    const sameDay = dayOf(from.window) === dayOf(is.window);
    const lost = from.tables.filter(({ tableId }) => !has(to, tableId));
    if (lost.length > 0) {
      if (!this.startChanged) told.push('tables were lost without another start');
      if (was.pinReason !== null && sameDay) told.push('a pinned booking lost its tables');
      const warning = this.warned('TABLES_LOST');
      if (!warning || !names(warning, lost)) told.push('tables were lost and not named');
      return told;
    }
    const staffsTime = from.window.start !== was.window.start && sameDay;
    const staffsLength =
      from.window.start === was.window.start && from.window.end !== was.window.end;
    const chosen = staffsTime || (staffsLength && !this.startChanged);
    if (chosen && !sameWindow(from.window, to!.window)) told.push('staff’s time was changed');
    const differs = !sameWindow(to!.window, is.window);
    if (!sameWindow(was.window, is.window) && differs && !this.warned('STAFF_CHOICE_KEPT')) {
      told.push('the time at the tables is another than the owner’s, and the owner was not told');
    }
    return [...told, ...this.ofTheStay(from)];
  }

  /** Guests who are here, or come with this, keep every table at least as long as they had it. */
  private ofGuests(from: Seating): string[] {
    const { before, after } = this.moment;
    const told = from.tables
      .filter(({ tableId }) => {
        const end = endAt(after, this.was.bookingId, tableId);
        return end === null || end < endAt(before, this.was.bookingId, tableId)!;
      })
      .map(({ label }) => `guests who are here lost ${label}, or have it less long`);
    if (this.to && this.to.window.start !== from.window.start) told.push('guests sit since later');
    if (this.startChanged && !this.warned('GUESTS_KEPT')) {
      told.push('the guests stay where the owner moved the booking, and the owner was not told');
    }
    return [...told, ...this.ofTheStay(from)];
  }

  /** Who wishes for a longer stay has it, or is told who is in the way. */
  private ofTheStay(from: Seating): string[] {
    const { was, is, moment, sent } = this;
    if (this.startChanged || !this.timesChanged) return [];
    const isOver = was.window.end! <= moment.now;
    if (isOver && !this.here && sent.endsAt == null) return [];
    const { buffers } = moment.before.venue!.configuration.policy;
    const wished = plus(this.wishedEnd(), buffers.afterMinutes);
    const { to } = this;
    // No longer than it was booked before: why it is not had was told then.
    if (wished <= was.window.end!) return [];
    if (wished <= from.window.end! || (to && to.window.end! >= wished)) return [];
    if (this.warned('STAFF_CHOICE_KEPT')) return [];
    const warning = this.warned('WINDOW_NOT_EXTENDED');
    if (!warning || !names(warning, from.tables, !isOver && !this.here)) {
      return [`the stay was not lengthened to ${wished}, and the owner was not told why`];
    }
    return sameWindow(was.window, is.window) ? [] : ['a stay that was not had is on record'];
  }

  ofTheHolds(): string[] {
    const { was, is, moment, open } = this;
    if (!open) return [];
    const moved = !sameWindow(was.window, is.window);
    const told: string[] = [];
    for (const hold of moment.before.holdsOf(was.bookingId)) {
      const stays = moment.after.holds.has(hold.holdId);
      const ofOldTime = moved && sameWindow(hold.window, was.window);
      if (stays && ofOldTime) told.push(`hold ${hold.holdId} is of a time that is no longer`);
      if (stays || hold.expiresAt <= moment.now) continue;
      if (!ofOldTime) told.push(`hold ${hold.holdId} was given up for nothing`);
      const warnedOf = this.warnings.some(
        ({ code, details }) => code === 'HOLD_GIVEN_UP' && details?.['holdId'] === hold.holdId,
      );
      if (!warnedOf) told.push(`hold ${hold.holdId} was given up, and the owner was not told`);
    }
    return told;
  }

  private wishedEnd(): Instant {
    const { sent, is } = this;
    if (sent.endsAt != null) return this.means(sent.endsAt);
    // Every period of these histories has the same turns.
    const [period] = this.moment.before.venue!.configuration.policy.servicePeriods;
    const turn = period!.turnMinutes.find(({ upTo }) => sent.partySize <= upTo);
    return plus(is.startsAt, turn!.minutes);
  }

  private warned(code: string): Warning | undefined {
    return this.warnings.find((warning) => warning.code === code);
  }

  /** What a text means on a winter's day in the venue's zone. */
  private means(text: string): Instant {
    if (/Z$|[+-]\d\d:\d\d$/.test(text)) return new Date(text).toISOString();
    const { timeZone } = this.moment.before.venue!.configuration;
    const offset = { UTC: 'Z', 'Europe/Vienna': '+01:00' }[timeZone];
    return new Date(`${text}${offset}`).toISOString();
  }
}

/** Whatever an owner sends concerns that booking alone, but for holds that had lapsed. */
function othersTouched({ before, after, command, now }: EditMoment): string[] {
  const own = (command.data as Registration).bookingId;
  const partOf = (floor: Floor, id: string) => {
    const holds = floor.holdsOf(id).filter((hold) => hold.expiresAt > now);
    return JSON.stringify([floor.bookings.get(id), floor.seatingOf(id), holds]);
  };
  return [...before.bookings.keys()]
    .filter((id) => id !== own)
    .filter((id) => partOf(before, id) !== partOf(after, id))
    .map((id) => `${id} was changed by an edit of ${own}`);
}

/** Whether a warning names these tables and, where somebody is in the way, who that is. */
function names(
  { details }: Warning,
  tables: Seating['tables'],
  somebodyIsInTheWay = true,
): boolean {
  const named = (details?.['tables'] ?? []) as { tableId: string }[];
  const blockers = (details?.['blockers'] ?? []) as { id: string }[];
  return (
    tables.every(({ tableId }) => named.some((one) => one.tableId === tableId)) &&
    (blockers.length > 0 || !somebodyIsInTheWay)
  );
}

function has(seating: Seating | null, tableId: string): boolean {
  return seating?.tables.some((table) => table.tableId === tableId) ?? false;
}

function endAt(floor: Floor, bookingId: string, tableId: string): Instant | null {
  const assignment = floor.assignments.get(bookingId);
  if (!assignment?.tableIds.includes(tableId)) return null;
  return endOn(assignment, tableId);
}

/** No window of these histories begins after midnight, in any of their zones. */
function dayOf({ start }: Window): string {
  return start.slice(0, 10);
}

function sameWindow(a: Window, b: Window): boolean {
  return a.start === b.start && a.end === b.end;
}

function plus(at: Instant, minutes: number): Instant {
  return new Date(Date.parse(at) + minutes * 60_000).toISOString();
}
