import type { JsonObject, TimelineBooking } from '#contracts';
import type { BookingRecord } from './floor.js';

/** A booking as a tile shows it. */
export function timelineBooking(booking: BookingRecord): TimelineBooking {
  const { bookingId, partySize, startsAt, endsAt, window, status, zone, pinReason } = booking;
  const name = textIn(booking.metadata, 'name');
  const note = textIn(booking.metadata, 'note');
  return {
    bookingId,
    name,
    note,
    partySize,
    startsAt,
    endsAt,
    window,
    status,
    zone,
    pinReason,
  };
}

/** Metadata is the sender's: whatever is not a text there is none. */
function textIn(metadata: JsonObject | null, field: string): string | null {
  const value = metadata?.[field];
  return typeof value === 'string' && value !== '' ? value : null;
}
