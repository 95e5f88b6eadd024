import type { BookingBrief, Uuid } from '#contracts';
import { dayAndTime } from '../../time/venue-time.js';
import { shortId } from '../../words.js';
import type { NameOf } from '../../words.js';

/** Names bookings by what an answer says of them. */
export function namesOf(bookings: readonly BookingBrief[]): NameOf {
  const names = new Map(bookings.map(({ bookingId, name }) => [bookingId, name]));
  return (bookingId) => names.get(bookingId) ?? null;
}

/** `Rossi, party of 4`; without a name its id's first characters. */
export function partyWords(bookingId: Uuid, bookings: readonly BookingBrief[]): string {
  const found = bookings.find((booking) => booking.bookingId === bookingId);
  const who = found?.name ?? `Booking ${shortId(bookingId)}`;
  return found === undefined ? who : `${who}, party of ${found.partySize}`;
}

/** `Rossi, party of 4, Fri 27 Nov, 19:30`. */
export function bookingWords(
  bookingId: Uuid,
  bookings: readonly BookingBrief[],
  timeZone: string,
): string {
  const who = partyWords(bookingId, bookings);
  const found = bookings.find((booking) => booking.bookingId === bookingId);
  return found === undefined ? who : `${who}, ${dayAndTime(found.startsAt, timeZone)}`;
}

/** Commands and events as people say them: `AssignTables` is `assign tables`. */
export function plainWords(type: string): string {
  return type
    .replace(/([a-z])([A-Z])/g, '$1 $2')
    .replace(/^./, (first) => first.toUpperCase())
    .replace(/ ([A-Z])/g, (_all, letter: string) => ` ${letter.toLowerCase()}`);
}
