import { applyDecorators } from '@nestjs/common';
import { ApiBody } from '@nestjs/swagger';
import {
  PostBookingStatusRequest,
  PutBookingRequest,
} from '../requests/booking-routes.requests.js';
import { REGISTER_BOOKING_EXAMPLE } from './examples.js';
import { ApiProblems, COMMAND_PROBLEMS } from './problems.docs.js';
import { ApiAnswer, ApiCommandAnswer, ApiId, ApiVenueQuery } from './routes.docs.js';
import { schema } from './schemas.js';

export const DescribePutBooking = (): MethodDecorator =>
  applyDecorators(
    ApiCommandAnswer('Make a booking known, or change it'),
    ApiId('bookingId'),
    ApiBody({
      type: PutBookingRequest,
      examples: { tonight: { value: REGISTER_BOOKING_EXAMPLE } },
    }),
    ApiProblems(...COMMAND_PROBLEMS),
  );

export const DescribeBookingStatus = (): MethodDecorator =>
  applyDecorators(
    ApiCommandAnswer('Set the status; a terminal one gives the tables back'),
    ApiId('bookingId'),
    ApiVenueQuery(),
    ApiBody({ type: PostBookingStatusRequest }),
    ApiProblems(...COMMAND_PROBLEMS),
  );

export const DescribeBooking = (): MethodDecorator =>
  applyDecorators(
    ApiAnswer('A booking with its tables and live holds', schema('Booking')),
    ApiId('bookingId'),
    ApiVenueQuery(),
    ApiProblems(400, 404, 503),
  );
