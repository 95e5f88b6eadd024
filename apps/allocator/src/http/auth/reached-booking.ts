import type { QueryBus } from '@nestjs/cqrs';
import type { BookingView, Uuid } from '#contracts';
import type { Principal } from '#platform';
import { FindBooking } from '../../queries/find-booking.js';
import { Problem } from '../problems/problem.js';
import { hasVenue } from './principal.js';

/**
 * A booking, with a venue only when it is of that one.
 *
 * @throws a 404 {@link Problem} for a booking that is not known, a 403 for one out of reach.
 */
export async function reachedBooking(
  queries: QueryBus,
  caller: Principal,
  bookingId: Uuid,
  venueId: Uuid | null = null,
): Promise<BookingView> {
  const booking = await queries.execute(new FindBooking(bookingId, venueId));
  if (booking === null) throw unknownBooking(bookingId);
  if (!hasVenue(caller, booking.venueId)) {
    throw new Problem(403, 'FORBIDDEN', 'The token does not reach the venue of this booking.');
  }
  return booking;
}

export function unknownBooking(bookingId: Uuid): Problem {
  return new Problem(404, 'BOOKING_NOT_FOUND', `Booking ${bookingId} is not known.`);
}
