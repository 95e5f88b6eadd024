import type { Blocker, DomainEvent, Instant, SeatedTable, Seating, Uuid, Window } from '#contracts';
import { PRESENT_STATUSES } from '#contracts';
import { conflictCheck } from '../checks/conflict-check.js';
import type { Decision } from '../decision.js';
import { accept } from '../decision.js';
import type { Assignment, BookingRecord, Floor, Venue } from '../floor.js';
import { endOn } from '../floor.js';
import { serviceDateAt, serviceDay } from '../policy/index.js';
import { plusMinutes, plusSeconds, secondsUntil } from '../windows.js';
import type { Ask } from './ask.js';
import { expiries } from './place.js';

/**
 * Lengthens the stay of guests who have not left, each of their tables by itself: shortly before
 * it ends, by the policy's step, up to whoever is next there, and no further than {@link latestEnd}.
 * Who is next and in the way is named, once. The booked window stays as it is.
 */
export function extendStay(ask: Ask<'ExtendStay'>): Decision {
  return accept(stayOf(ask, ask.command.data.bookingId));
}

/** What the clock leads to for a booking's guests at `now`; most of the time, nothing. */
export function stayOf(ask: Omit<Ask, 'command'>, bookingId: Uuid): readonly DomainEvent[] {
  const { floor } = ask;
  const longer = longerStay(ask, bookingId);
  if (longer === null) return [];
  const { booking, assignment, ends, met } = longer;
  const { partySize } = booking;
  const events: DomainEvent[] = [];
  if (ends.size > 0) {
    const from = floor.seatingOf(bookingId)!;
    const to = lengthened(floor, assignment, from, ends);
    events.push(...expiries(floor, lapsedIn(ask, assignment, bookingId, ends)));
    events.push({ type: 'StayExtended', data: { bookingId, partySize, from, to } });
  }
  for (const { blocker, tables, until } of met) {
    if (booking.overstays.includes(blocker.id)) continue;
    const told = { bookingId, partySize, tables: floor.refsOf(tables), until, next: blocker };
    events.push({ type: 'OverstayObserved', data: told });
  }
  return events;
}

/** What the clock asks for a booking's guests. */
export interface LongerStay {
  readonly booking: BookingRecord;
  readonly assignment: Assignment;
  /** The tables that are to be kept longer, and until when. */
  readonly ends: ReadonlyMap<Uuid, Instant>;
  /** Who is in the way of it, on which tables, and until when those can be kept. */
  readonly met: readonly InTheWay[];
}

export interface InTheWay {
  readonly blocker: Blocker;
  readonly tables: readonly Uuid[];
  readonly until: Instant;
}

/** Null: they are not here, or nothing of theirs can be lengthened at `now`. */
export function longerStay(ask: Omit<Ask, 'command'>, bookingId: Uuid): LongerStay | null {
  const { floor, venue, now } = ask;
  const booking = floor.bookings.get(bookingId);
  const assignment = floor.assignments.get(bookingId);
  const overstay = venue.configuration.policy.overstay ?? null;
  if (!booking || !assignment || !overstay || !PRESENT_STATUSES.has(booking.status)) return null;
  const latest = latestEnd(venue, booking, assignment)!;
  // What is over cannot be kept: it would be given to guests of whom nobody knows where they are.
  if (latest <= now) return null;
  const dueBy = plusMinutes(now, overstay.leadMinutes);
  const met = new Map<Uuid, { blocker: Blocker; tables: Uuid[]; until: Instant }>();
  const ends = new Map<Uuid, Instant>();
  for (const tableId of assignment.tableIds) {
    const end = endOn(assignment, tableId)!;
    if (end > dueBy || end >= latest) continue;
    const from = end > now ? end : now;
    const wished = earlier(plusMinutes(from, overstay.extendMinutes), latest);
    if (wished <= end) continue;
    const next = nextOn(ask, bookingId, tableId, { start: end, end: wished });
    const until = next === null ? wished : later(end, next.window.start);
    if (until > end) ends.set(tableId, until);
    if (next === null) continue;
    const known = met.get(next.id);
    if (known) known.tables.push(tableId);
    else met.set(next.id, { blocker: next, tables: [tableId], until });
  }
  return { booking, assignment, ends, met: [...met.values()] };
}

/**
 * The last moment to which guests who have not left keep their tables: the policy's bound past the
 * booked end, where staff seated them later past that sitting's, and never past the service day.
 * A booking system that does not say when guests leave must not block a table for ever. Null where
 * the policy lengthens nothing.
 */
export function latestEnd(
  venue: Venue,
  booking: BookingRecord,
  { window }: Pick<Assignment, 'window'>,
): Instant | null {
  const { policy } = venue.configuration;
  if (policy.overstay == null) return null;
  const lastsSeconds = secondsUntil(booking.window.start, booking.window.end!);
  const booked = later(booking.window.end!, plusSeconds(window.start, lastsSeconds));
  const byPolicy = plusMinutes(booked, policy.overstay.maxMinutes);
  if (policy.servicePeriods.length === 0) return byPolicy;
  // Who is booked until the day ends belongs to the day that ends then.
  const date = serviceDateAt(policy, venue.clock, new Date(Date.parse(booked) - 1).toISOString());
  return earlier(byPolicy, serviceDay(policy, venue.clock, date).span.end);
}

/** A seating whose tables are kept until other moments; its window is the longest of them. */
export function seatingUntil(
  seating: Seating,
  tables: readonly SeatedTable[],
  endOf: (table: SeatedTable) => Instant,
): Seating {
  const end = tables.map(endOf).sort().at(-1)!;
  const kept = tables.map((table): SeatedTable => {
    const { tableId, label } = table;
    const until = endOf(table);
    return until < end ? { tableId, label, until } : { tableId, label };
  });
  return { ...seating, tables: kept, window: { start: seating.window.start, end } };
}

function lengthened(
  floor: Floor,
  assignment: Assignment,
  from: Seating,
  ends: ReadonlyMap<Uuid, Instant>,
): Seating {
  const tables = floor.refsOf(assignment.tableIds);
  return seatingUntil(
    from,
    tables,
    ({ tableId }) => ends.get(tableId) ?? endOn(assignment, tableId)!,
  );
}

/** Holds that have lapsed where the tables are kept longer: their rows must go first. */
function lapsedIn(
  { floor, now, enforcing }: Omit<Ask, 'command'>,
  assignment: Assignment,
  bookingId: Uuid,
  ends: ReadonlyMap<Uuid, Instant>,
): readonly Uuid[] {
  const own = { bookingIds: [bookingId], holdIds: [] };
  const lapsed = [...ends].flatMap(([tableId, end]) => {
    const stretch = { start: endOn(assignment, tableId)!, end };
    return conflictCheck(floor, [tableId], stretch, own, now, enforcing).lapsedHoldIds;
  });
  return [...new Set(lapsed)].sort();
}

/** Who has a table first within a stretch, other than the booking itself. */
export function nextOn(
  { floor, now, enforcing }: Omit<Ask, 'command'>,
  bookingId: Uuid,
  tableId: Uuid,
  stretch: Window,
): Blocker | null {
  const own = { bookingIds: [bookingId], holdIds: [] };
  const { blockers } = conflictCheck(floor, [tableId], stretch, own, now, enforcing);
  const binding = blockers.filter((blocker) => !(blocker.shadow && enforcing));
  return binding.sort((a, b) => (a.window.start < b.window.start ? -1 : 1))[0] ?? null;
}

function earlier(a: Instant, b: Instant): Instant {
  return a < b ? a : b;
}

function later(a: Instant, b: Instant): Instant {
  return a > b ? a : b;
}
