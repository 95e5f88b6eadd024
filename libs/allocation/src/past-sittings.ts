import type { Instant, TableRef, Window } from '#contracts';
import type { BookingRecord, Floor } from './floor.js';
import { plusSeconds } from './windows.js';

/** Guests who sat and have left. */
export interface PastSitting {
  readonly booking: BookingRecord;
  readonly window: Window & { readonly end: Instant };
  readonly shadow: boolean;
  /** Their tables and until when they had each; none that ended before it began. */
  readonly tables: readonly (TableRef & { readonly end: Instant })[];
}

/** How long before a stretch a booking may start whose sitting is still looked for in it. */
const LOOK_BACK_SECONDS = 24 * 60 * 60;

/** The stretch of starts of bookings whose past sittings may lie in a window. */
export function pastStarts(window: Window): Window {
  return { start: plusSeconds(window.start, -LOOK_BACK_SECONDS), end: window.end };
}

/**
 * The sittings that ended with "left": from their beginning to that instant, or to the end of the
 * claim on the table if that came first. Who left before it was recorded when has none.
 */
export function pastSittings(floor: Floor): readonly PastSitting[] {
  return [...floor.bookings.values()].flatMap((booking) => pastSittingOf(booking) ?? []);
}

function pastSittingOf(booking: BookingRecord): PastSitting | null {
  const { status, released, endedAt } = booking;
  if (status !== 'completed' || released === null || endedAt === null) return null;
  const { start, end } = released.window;
  const tables = released.tables.map(({ tableId, label, until }) => ({
    tableId,
    label,
    end: earlier(until ?? end ?? endedAt, endedAt),
  }));
  const sat = tables.filter((table) => table.end > start);
  const last = sat.map((table) => table.end).sort();
  if (sat.length === 0) return null;
  const window = { start, end: last.at(-1)! };
  return { booking, window, shadow: released.shadow, tables: sat };
}

function earlier(a: Instant, b: Instant): Instant {
  return a < b ? a : b;
}
