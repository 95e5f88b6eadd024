import type { BookingRecord, Venue } from '#allocation';
import { Floor, readsOf, registeredWindow } from '#allocation';
import type { Command, Uuid } from '#contracts';
import type { VenueReads } from './wanted.js';

/**
 * What a batch's commands need, as far as that can be told before anything was read. A booking that
 * this batch registers and then seats has no row to tell its window yet; the venue's known policy
 * does. A wrong prediction costs a further read, never a wrong decision.
 */
export function predictedReads(
  commands: readonly Command[],
  knownVenues: ReadonlyMap<Uuid, Venue>,
): VenueReads {
  const sketches = new Map<Uuid, Floor>();
  const reads: VenueReads = new Map();
  for (const { venueId } of commands) {
    if (sketches.has(venueId)) continue;
    const sketch = new Floor(venueId, 0);
    sketch.venue = knownVenues.get(venueId) ?? null;
    sketches.set(venueId, sketch);
    reads.set(venueId, []);
  }
  for (const command of commands) {
    if (command.type === 'RegisterBooking') sketchBooking(sketches.get(command.venueId)!, command);
  }
  for (const command of commands) {
    reads.get(command.venueId)!.push(readsOf(sketches.get(command.venueId)!, command, null));
  }
  return reads;
}

/** Puts no more of the booking on the sketch than `readsOf` looks at: its window. */
function sketchBooking(
  sketch: Floor,
  { data }: Extract<Command, { type: 'RegisterBooking' }>,
): void {
  const window = registeredWindow(sketch, data);
  const { bookingId } = data;
  const booking = { bookingId, window, released: null } as Partial<BookingRecord>;
  if (window) sketch.bookings.set(bookingId, booking as BookingRecord);
}
