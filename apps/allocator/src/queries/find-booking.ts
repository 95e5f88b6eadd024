import { Inject } from '@nestjs/common';
import { Query, QueryHandler } from '@nestjs/cqrs';
import type { IQueryHandler } from '@nestjs/cqrs';
import type { BookingView, Uuid } from '#contracts';
import type { ReadModel } from '#postgres';
import { READ_MODEL } from '../tokens.js';

export class FindBooking extends Query<BookingView | null> {
  constructor(
    readonly bookingId: Uuid,
    /** Null: of whatever venue. */
    readonly venueId: Uuid | null = null,
  ) {
    super();
  }
}

@QueryHandler(FindBooking)
export class FindBookingHandler implements IQueryHandler<FindBooking> {
  constructor(@Inject(READ_MODEL) private readonly readModel: ReadModel) {}

  execute({ bookingId, venueId }: FindBooking): Promise<BookingView | null> {
    return this.readModel.findBooking(bookingId, venueId);
  }
}
