import { BOOKING_STATUSES, LIMITS } from '#contracts';
import type { BookingStatus, CommandData, JsonObject } from '#contracts';
import { FreeObject, Id, IdList, Int, OneOf, Reason, Text, Time } from './fields.js';

/** A booking without its id: what `PUT /api/bookings/:bookingId` takes, with the venue. */
export class BookingWish {
  @Int(LIMITS.partySize, { description: 'Persons', example: 4 })
  readonly partySize!: number;

  @Time({ description: 'With an offset or Z; without one it is the wall clock of the venue' })
  readonly startsAt!: string;

  @Time({ optional: true, description: "Absent: the policy's turn time applies" })
  readonly endsAt?: string | null;

  @OneOf(BOOKING_STATUSES)
  readonly status!: BookingStatus;

  @Text({ max: LIMITS.name }, { optional: true, description: 'Binds the selector to this zone' })
  readonly zone?: string | null;

  @IdList({ min: 0, max: LIMITS.tablesPerCommand }, { optional: true })
  readonly pinnedTableIds?: readonly string[] | null;

  @FreeObject({
    optional: true,
    description: 'Free JSON, at most 8 KiB; put nothing personal in it',
  })
  readonly metadata?: JsonObject | null;
}

export class RegisterBookingRequest extends BookingWish implements Data<'RegisterBooking'> {
  @Id()
  readonly bookingId!: string;
}

export class SetBookingStatusRequest implements Data<'SetBookingStatus'> {
  @Id()
  readonly bookingId!: string;

  @OneOf(BOOKING_STATUSES)
  readonly status!: BookingStatus;
}

export class PinBookingRequest implements Data<'PinBooking'> {
  @Id()
  readonly bookingId!: string;

  @Reason()
  readonly reason!: string;
}

export class UnpinBookingRequest implements Data<'UnpinBooking'> {
  @Id()
  readonly bookingId!: string;

  @Reason()
  readonly reason!: string;
}

type Data<T extends keyof CommandData> = CommandData[T];
