import type { Instant, TimelineQuarter, Window } from '#contracts';
import type { BookingRecord, Floor, Venue } from './floor.js';
import type { PastSitting } from './past-sittings.js';
import { overlaps, plusMinutes } from './windows.js';

const QUARTER_MS = 15 * 60_000;

/** Each quarter of an hour of a window: who sits then, or sat and has left, and how full it is. */
export function quartersOf(
  floor: Floor,
  venue: Venue,
  window: { start: Instant; end: Instant },
  past: readonly PastSitting[],
): readonly TimelineQuarter[] {
  const active = new Set(
    venue.configuration.tables.filter((table) => table.active).map((table) => table.id),
  );
  const parties = [
    ...[...floor.assignments].map(([bookingId, { window: claim, tableIds }]) => ({
      persons: floor.bookings.get(bookingId)?.partySize ?? 0,
      sits: sittingOf(venue, floor.bookings.get(bookingId), claim),
      tables: tableIds.map((tableId) => ({ tableId, window: claim })),
    })),
    ...past.map((sitting) => ({
      persons: sitting.booking.partySize,
      sits: satOf(venue, sitting),
      tables: sitting.tables.map(({ tableId, end }) => ({
        tableId,
        window: { start: sitting.window.start, end },
      })),
    })),
  ];
  const tables = parties.flatMap((party) => party.tables).filter((one) => active.has(one.tableId));
  const quarters: TimelineQuarter[] = [];
  const from = Math.floor(Date.parse(window.start) / QUARTER_MS) * QUARTER_MS;
  for (let ms = from; ms < Date.parse(window.end); ms += QUARTER_MS) {
    const start = new Date(ms).toISOString();
    const quarter = { start, end: new Date(ms + QUARTER_MS).toISOString() };
    const taken = new Set(
      tables.filter((one) => overlaps(one.window, quarter)).map(({ tableId }) => tableId),
    );
    const covers = parties
      .filter(({ sits }) => overlaps(sits, quarter))
      .reduce((sum, { persons }) => sum + persons, 0);
    const occupancy = active.size === 0 ? 0 : taken.size / active.size;
    quarters.push({ start, covers, occupancy });
  }
  return quarters;
}

/** When guests are there. Tables may be given for another window than the booking's. */
function sittingOf(venue: Venue, booking: BookingRecord | undefined, window: Window): Window {
  if (booking && booking.window.start === window.start && booking.window.end === window.end) {
    return { start: booking.startsAt, end: booking.endsAt };
  }
  const { beforeMinutes, afterMinutes } = venue.configuration.policy.buffers;
  const start = plusMinutes(window.start, beforeMinutes);
  const end = window.end === null ? null : plusMinutes(window.end, -afterMinutes);
  return end !== null && end <= start ? window : { start, end };
}

/** When guests who have left were there: as booked until they left. */
function satOf(venue: Venue, { booking, window }: PastSitting): Window {
  const { released, endedAt } = booking;
  const { start, end } = sittingOf(venue, booking, released!.window);
  const left = end === null || endedAt! < end ? endedAt! : end;
  return left > start ? { start, end: left } : window;
}
