import type { Instant, Timeline, TimelineSegment, Uuid, Window } from '#contracts';
import { TERMINAL_STATUSES, derivedUuid } from '#contracts';
import type { Claim } from './claim-book.js';
import type { Reads } from './coverage.js';
import { NO_READS } from './coverage.js';
import type { BookingRecord, Floor, Venue } from './floor.js';
import { pastSittings } from './past-sittings.js';
import type { PastSitting } from './past-sittings.js';
import { needsAttention } from './attention.js';
import type { ServiceDay } from './policy/index.js';
import { timelineBooking } from './timeline-booking.js';
import { quartersOf } from './timeline-quarters.js';
import { overlaps, plusMinutes } from './windows.js';

/** A closed house of 2,000 tables would else name four million. */
const BLOCKED_TOLD_MAX = 100;

/**
 * One service day of a venue as people look at it: who has each table when, who still needs one,
 * and how full it is. A hold that has lapsed at `now` is not there; who sat and has left is.
 */
export function timelineOf(floor: Floor, venue: Venue, day: ServiceDay, now: Instant): Timeline {
  const { configuration } = venue;
  const unassigned = unassignedOn(floor, venue, day);
  const past = pastSittings(floor);
  const window = windowOf(floor, day, unassigned, past);
  const byTable = liveClaims(floor, window, now);
  const rows = configuration.tables.map((table) => {
    const claims = (byTable.get(table.id) ?? []).map((claim) => segmentOf(floor, claim));
    const segments = [...claims, ...pastSegments(floor, past, table.id, window)].sort(byStart);
    return { table, segments };
  });
  return {
    venueId: floor.venueId,
    name: configuration.name,
    timeZone: configuration.timeZone,
    date: day.date,
    window,
    service: day.services,
    rows,
    unassigned: unassigned.map(timelineBooking),
    quarters: quartersOf(floor, venue, window, past),
    needsAttention: needsAttention(floor, venue, day, now),
    adjacencies: configuration.adjacencies,
    contextVersion: floor.contextVersion,
    serverNow: now,
  };
}

/** What must have been read for it; the bookings show when the claims are there. */
export function timelineReads(floor: Floor, { span }: ServiceDay): Reads {
  const bookings = new Set<Uuid>();
  for (const claim of floor.claims.all.values()) {
    if (claim.bookingId !== null && overlaps(claim.window, span)) bookings.add(claim.bookingId);
  }
  // Who is next to guests whose stay would be lengthened past the day's end.
  const extendMinutes = floor.venue?.configuration.policy.overstay?.extendMinutes ?? 0;
  const window = { start: span.start, end: plusMinutes(span.end, extendMinutes) };
  const spans = [{ tableIds: null, window }];
  return { ...NO_READS, bookings: [...bookings], spans, demand: [span], past: [span] };
}

/** Who needs a table: they have none, or have one that the venue no longer has. */
function unassignedOn(
  floor: Floor,
  { tables }: Venue,
  { span }: ServiceDay,
): readonly BookingRecord[] {
  const isOn = (at: Instant): boolean => span.start <= at && at < span.end;
  const needsTable = ({ bookingId, startsAt }: BookingRecord): boolean => {
    const seat = floor.assignments.get(bookingId);
    if (!seat) return isOn(startsAt);
    const dropped = seat.tableIds.some((id) => !tables.has(id));
    return dropped && (isOn(startsAt) || isOn(seat.window.start));
  };
  return [...floor.bookings.values()]
    .filter(({ status }) => !TERMINAL_STATUSES.has(status))
    .filter(needsTable)
    .sort((a, b) => (a.startsAt + a.bookingId < b.startsAt + b.bookingId ? -1 : 1));
}

/** From the first opening to the last close, and to whatever of the day starts outside that. */
function windowOf(
  floor: Floor,
  { span, services }: ServiceDay,
  unassigned: readonly BookingRecord[],
  past: readonly PastSitting[],
): { start: Instant; end: Instant } {
  if (services.length === 0) return span;
  const ends = services.map(({ end }) => end).sort();
  const open = { start: services[0]!.start, end: ends.at(-1)! };
  const seated = [...floor.assignments.values()].map(({ window }) => window);
  const outside = [...seated, ...[...unassigned, ...past].map(({ window }) => window)]
    .filter(({ start }) => span.start <= start && start < span.end)
    .filter(({ start, end }) => end! <= open.start || start >= open.end);
  const times = [open, ...outside].flatMap(({ start, end }) => [start, end!]).sort();
  return { start: times[0]!, end: times.at(-1)! };
}

function liveClaims(floor: Floor, window: Window, now: Instant): Map<Uuid, Claim[]> {
  const byTable = new Map<Uuid, Claim[]>();
  for (const claim of floor.claims.all.values()) {
    const hold = claim.holdId === null ? undefined : floor.holds.get(claim.holdId);
    const lapsed = claim.kind === 'hold' && hold !== undefined && hold.expiresAt <= now;
    if (lapsed || !overlaps(claim.window, window)) continue;
    const claims = byTable.get(claim.tableId);
    if (claims) claims.push(claim);
    else byTable.set(claim.tableId, [claim]);
  }
  return byTable;
}

function byStart(a: TimelineSegment, b: TimelineSegment): number {
  return a.window.start + a.id < b.window.start + b.id ? -1 : 1;
}

function segmentOf(floor: Floor, claim: Claim): TimelineSegment {
  const { id, kind, window, shadow, bookingId, holdId, blockId, reason, createdBy } = claim;
  const hold = holdId === null ? undefined : floor.holds.get(holdId);
  const booking = bookingId === null ? undefined : floor.bookings.get(bookingId);
  return {
    id,
    kind,
    window,
    shadow,
    bookingId,
    holdId,
    blockId,
    tables: floor.refsOf(tablesOf(floor, claim)),
    booking: booking ? timelineBooking(booking) : null,
    expiresAt: hold?.expiresAt ?? null,
    owner: createdBy,
    reason,
  };
}

/** Who sat at a table and has left, as far as it lies in the window. */
function pastSegments(
  floor: Floor,
  past: readonly PastSitting[],
  tableId: Uuid,
  within: Window,
): readonly TimelineSegment[] {
  return past.flatMap(({ booking, window: { start }, shadow, tables }) => {
    const had = tables.find((table) => table.tableId === tableId);
    if (!had || !overlaps({ start, end: had.end }, within)) return [];
    const { bookingId } = booking;
    return {
      id: derivedUuid('past', bookingId, tableId, start),
      kind: 'assignment',
      window: { start, end: had.end },
      shadow,
      past: true,
      bookingId,
      holdId: null,
      blockId: null,
      tables: floor.refsOf(tables.map((table) => table.tableId)),
      booking: timelineBooking(booking),
      expiresAt: null,
      owner: null,
      reason: null,
    };
  });
}

/** All tables of whoever made the claim; of a block that closes more than a few, this one alone. */
function tablesOf(floor: Floor, { kind, tableId, bookingId, holdId, blockId }: Claim) {
  if (kind === 'hold' && holdId !== null) return floor.holds.get(holdId)?.tableIds ?? [tableId];
  if (kind === 'block' && blockId !== null) {
    if (floor.claims.sizeOfBlock(blockId) > BLOCKED_TOLD_MAX) return [tableId];
    return floor.claims.ofBlock(blockId).map((claim) => claim.tableId);
  }
  const seated = bookingId === null ? undefined : floor.assignments.get(bookingId);
  return seated?.tableIds.includes(tableId) ? seated.tableIds : [tableId];
}
