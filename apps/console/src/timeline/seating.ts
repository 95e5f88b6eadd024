import type {
  TableRef,
  Timeline,
  TimelineBooking,
  TimelineSegment,
  Uuid,
  Window,
} from '#contracts';
import { dayInView, spanIn, untilIn } from '../time/day-in-view.js';
import type { DayInView } from '../time/day-in-view.js';
import { countdown } from '../time/venue-time.js';
import { endOf, nameOf } from './tiles.js';

/** A booking's tables and their window, buffers included. */
export interface Seat {
  readonly tables: readonly TableRef[];
  readonly window: Window;
}

/** What is being moved: a booking, from where, and by which of its tables it was taken. */
export interface Subject {
  readonly booking: TimelineBooking;
  /** Null: it has no tables yet. */
  readonly from: Seat | null;
  readonly takenAt: Uuid | null;
}

/** Where it would go. Times in ms, buffers included. */
export interface Target {
  readonly tableIds: readonly Uuid[];
  readonly startMs: number;
  readonly endMs: number;
}

/** Everything that gives, changes or takes a booking's tables. All answer whether it was done. */
export interface Seating {
  readonly place: (subject: Subject, target: Target) => Promise<boolean>;
  /** The selector chooses, for the time the booking has; not the table given. */
  readonly best: (booking: TimelineBooking, except?: Uuid) => Promise<boolean>;
  readonly unassign: (booking: TimelineBooking) => Promise<boolean>;
  readonly swap: (a: TimelineBooking, b: TimelineBooking) => Promise<boolean>;
}

/** Where the booking of a segment sits. */
export function seatOf(segment: TimelineSegment): Seat {
  return { tables: segment.tables, window: segment.window };
}

/** The assignment of a booking in this timeline, or null. */
export function findSeat(timeline: Timeline, bookingId: Uuid): Seat | null {
  for (const { segments } of timeline.rows) {
    const found = segments.find(
      ({ kind, past, bookingId: id }) => kind === 'assignment' && !past && id === bookingId,
    );
    if (found !== undefined) return seatOf(found);
  }
  return null;
}

/** Every booking of the day, seated or not. */
export function bookingsOf({ rows, unassigned }: Timeline): ReadonlyMap<Uuid, TimelineBooking> {
  const seated = rows.flatMap(({ segments }) => segments.flatMap(({ booking }) => booking ?? []));
  return new Map([...seated, ...unassigned].map((booking) => [booking.bookingId, booking]));
}

/**
 * The tables a party gets when it is dropped on one: that one alone if it is large enough; else as
 * many joined tables as the party has now, with those it can keep first. If nothing is large
 * enough, the one it was taken by is exchanged, and the service says why it does not go.
 */
export function tablesAt(timeline: Timeline, subject: Subject, tableId: Uuid): readonly Uuid[] {
  const { from, takenAt, booking } = subject;
  const own = from?.tables.map((table) => table.tableId) ?? [];
  if (own.includes(tableId) && (takenAt === tableId || own.length > 1)) return own;
  const seats = new Map(timeline.rows.map(({ table }) => [table.id, table.maxParty]));
  if ((seats.get(tableId) ?? 0) >= booking.partySize) return [tableId];
  const capacity = new Map(timeline.rows.map(({ table }) => [table.id, table.capacity]));
  const group = joined(timeline, tableId, own, capacity, booking.partySize);
  return group ?? [tableId, ...own.filter((id) => id !== takenAt && id !== tableId)];
}

const JOINED_MAX = 4;

/** Neighbours are added one by one, own tables first, then the largest, until the party fits. */
function joined(
  { adjacencies }: Timeline,
  tableId: Uuid,
  own: readonly Uuid[],
  capacity: ReadonlyMap<Uuid, number>,
  partySize: number,
): readonly Uuid[] | null {
  const group = [tableId];
  let seats = capacity.get(tableId) ?? 0;
  while (seats < partySize && group.length < JOINED_MAX) {
    const next = adjacencies
      .flatMap(([a, b]) => (group.includes(a) ? [b] : group.includes(b) ? [a] : []))
      .filter((id) => !group.includes(id))
      .sort(
        (a, b) =>
          Number(own.includes(b)) - Number(own.includes(a)) ||
          (capacity.get(b) ?? 0) - (capacity.get(a) ?? 0),
      )[0];
    if (next === undefined) return null;
    group.push(next);
    seats += capacity.get(next) ?? 0;
  }
  return seats >= partySize ? group : null;
}

/** What the page expects of a target: only the service decides. */
export interface Outlook {
  readonly good: boolean;
  readonly words: string;
}

export function outlookOf(
  timeline: Timeline,
  subject: Subject,
  target: Target,
  nowMs: number,
): Outlook {
  const { booking } = subject;
  const rows = timeline.rows.filter(({ table }) => target.tableIds.includes(table.id));
  const idle = rows.find(({ table }) => !table.active);
  if (idle !== undefined) return { good: false, words: `${idle.table.label} is not in use` };
  for (const { table, segments } of rows) {
    const taken = segments.find((other) => isInTheWay(other, booking.bookingId, target));
    if (taken === undefined) continue;
    const words = takenWords(taken, dayInView(timeline), nowMs);
    return { good: false, words: `${table.label} ${words}` };
  }
  const seats = rows.reduce((sum, { table }) => sum + table.capacity, 0);
  if (seats < booking.partySize) {
    return { good: false, words: `too small by ${booking.partySize - seats}` };
  }
  return { good: true, words: 'free' };
}

function isInTheWay(other: TimelineSegment, bookingId: Uuid, target: Target): boolean {
  if (other.shadow || other.past || other.bookingId === bookingId) return false;
  return overlaps(other.window, target.startMs, target.endMs);
}

export function overlaps(window: Window, startMs: number, endMs: number): boolean {
  return Date.parse(window.start) < endMs && startMs < endOf(window.end);
}

/** `taken by Rossi until 21:00`; a hold has what is left of it, not of the time that it is for. */
export function takenWords(segment: TimelineSegment, view: DayInView, nowMs: number): string {
  const { kind, window, booking, owner, reason, expiresAt } = segment;
  const until = untilIn(view, window.end);
  if (kind === 'block') return `blocked ${until}${reason === null ? '' : ` (${reason})`}`;
  if (kind === 'hold') {
    const left = expiresAt === null ? '' : `, for ${countdown(Date.parse(expiresAt) - nowMs)} more`;
    const whom = booking === null ? '' : ` for ${nameOf(booking)}`;
    return `held by ${owner ?? 'somebody'}${whom}${left}`;
  }
  return `taken by ${booking === null ? 'an imported booking' : nameOf(booking)} ${until}`;
}

/** The same timeline with a booking elsewhere: what is shown until the service has answered. */
export function reseated(
  timeline: Timeline,
  booking: TimelineBooking,
  seat: Seat | null,
): Timeline {
  const { bookingId } = booking;
  const gets = new Set(seat?.tables.map(({ tableId }) => tableId));
  const rows = timeline.rows.map((row) => {
    const stay = row.segments.filter(
      ({ kind, bookingId: id }) => kind !== 'assignment' || id !== bookingId,
    );
    if (seat === null || !gets.has(row.table.id)) {
      return stay.length === row.segments.length ? row : { ...row, segments: stay };
    }
    return { ...row, segments: [...stay, segmentOf(booking, seat, row.table.id)] };
  });
  const others = timeline.unassigned.filter((one) => one.bookingId !== bookingId);
  return { ...timeline, rows, unassigned: seat === null ? [...others, booking] : others };
}

function segmentOf(booking: TimelineBooking, seat: Seat, tableId: Uuid): TimelineSegment {
  return {
    id: `${booking.bookingId}:${tableId}`,
    kind: 'assignment',
    window: seat.window,
    shadow: false,
    bookingId: booking.bookingId,
    holdId: null,
    blockId: null,
    tables: seat.tables,
    booking,
    expiresAt: null,
    owner: null,
    reason: null,
  };
}

/** The seat that a target is. */
export function seatAt({ rows }: Timeline, { tableIds, startMs, endMs }: Target): Seat {
  const labels = new Map(rows.map(({ table }) => [table.id, table.label]));
  return {
    tables: tableIds.map((tableId) => ({ tableId, label: labels.get(tableId) ?? tableId })),
    window: { start: isoOf(startMs), end: isoOf(endMs) },
  };
}

export function idsOf({ tables }: Seat): readonly Uuid[] {
  return tables.map(({ tableId }) => tableId);
}

export function sameSeat(a: Seat, b: Seat): boolean {
  const ids = (seat: Seat): string => [...idsOf(seat)].sort().join();
  return ids(a) === ids(b) && sameWindow(a.window, b.window);
}

export function sameWindow(a: Window, b: Window): boolean {
  return a.start === b.start && a.end === b.end;
}

/** `M4 + M5, 19:30–21:10`. */
export function seatWords({ tables, window }: Seat, view: DayInView): string {
  const labels = tables.map(({ label }) => label).join(' + ');
  return `${labels}, ${spanIn(view, window.start, window.end)}`;
}

function isoOf(ms: number): string {
  return new Date(ms).toISOString();
}
