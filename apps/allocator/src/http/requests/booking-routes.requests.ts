import { BOOKING_STATUSES } from '#contracts';
import type { BookingStatus } from '#contracts';
import { BookingWish } from './booking.requests.js';
import { Id, OneOf } from './fields.js';

/** The body of `PUT /api/bookings/:bookingId`. */
export class PutBookingRequest extends BookingWish {
  @Id()
  readonly venueId!: string;
}

/** The body of `POST /api/bookings/:bookingId/status`. */
export class PostBookingStatusRequest {
  @Id({ optional: true, description: 'Here or in the query; absent: the venue of the booking' })
  readonly venueId?: string;

  @OneOf(BOOKING_STATUSES)
  readonly status!: BookingStatus;
}
