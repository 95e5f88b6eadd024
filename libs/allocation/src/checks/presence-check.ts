import type { Check, Instant, Uuid, Window } from '#contracts';
import { PRESENT_STATUSES } from '#contracts';
import type { Floor } from '../floor.js';
import { plusMinutes } from '../windows.js';
import { pass, warn } from './check.js';
import type { Own } from './conflict-check.js';
import { isOwn } from './conflict-check.js';

/** Nobody stays longer past the end of a claim: then it is "left" that was forgotten. */
const LINGER_MINUTES_MAX = 12 * 60;

/** Guests who are here, and had a table until a moment before now: they may sit there still. */
export interface LingeringGuests {
  readonly tableId: Uuid;
  readonly bookingId: Uuid;
  readonly until: Instant;
}

/** Who may still sit at a table when a window begins that is not over; nobody of `own`. */
export function lingeringAt(
  floor: Floor,
  tableId: Uuid,
  window: Window,
  own: Own,
  now: Instant,
): readonly LingeringGuests[] {
  if (window.end !== null && window.end <= now) return [];
  const lingering: LingeringGuests[] = [];
  for (const claim of floor.claims.ofTable(tableId)) {
    const { bookingId, kind } = claim;
    const until = claim.window.end;
    if (kind !== 'assignment' || bookingId === null || until === null || until > now) continue;
    const booking = floor.bookings.get(bookingId);
    if (!booking || !PRESENT_STATUSES.has(booking.status) || isOwn(claim, own)) continue;
    const last = plusMinutes(until, LINGER_MINUTES_MAX);
    if (now < last && window.start < last) lingering.push({ tableId, bookingId, until });
  }
  return lingering;
}

/**
 * Guests who have not left though their claim is over: the table is free, and somebody may sit
 * there. It never refuses; SQL's twin is presence_finding.
 */
export function presenceCheck(
  floor: Floor,
  tableIds: readonly Uuid[],
  window: Window,
  own: Own,
  now: Instant,
): Check {
  const guests = tableIds
    .flatMap((tableId) => lingeringAt(floor, tableId, window, own, now))
    .map((found) => ({ ...found, label: floor.refOf(found.tableId).label }))
    .sort((a, b) => (orderOf(a) < orderOf(b) ? -1 : 1));
  if (guests.length === 0) return pass('presence', 'nobody is known to sit there still');
  const message = guests
    .map(
      ({ label, bookingId, until }) =>
        `${label} may be occupied: the guests of booking ${bookingId} had it until ${until} and have not left`,
    )
    .join('; ');
  return warn('presence', 'TABLE_MAY_BE_OCCUPIED', message, { guests });
}

function orderOf({ tableId, until, bookingId }: LingeringGuests): string {
  return `${tableId}${until}${bookingId}`;
}
