import { Body, Controller, Get, Headers, HttpCode, Param, Post, Put, Query } from '@nestjs/common';
import { CommandBus, QueryBus } from '@nestjs/cqrs';
import { ApiTags } from '@nestjs/swagger';
import type { Command, CommandOutcome } from '#contracts';
import type { Principal } from '#platform';
import type { BookingView } from '#postgres';
import { SubmitCommand } from '../../commands/submit-command.js';
import { FindBooking } from '../../queries/find-booking.js';
import { Caller, For } from '../auth/access.decorators.js';
import { actorOf, requirePermission } from '../auth/command-permissions.js';
import { hasVenue, requireVenue } from '../auth/principal.js';
import {
  DescribeBooking,
  DescribeBookingStatus,
  DescribePutBooking,
} from '../docs/bookings.docs.js';
import { acceptedOr } from '../problems/outcome-answer.js';
import { Problem } from '../problems/problem.js';
import {
  PostBookingStatusRequest,
  PutBookingRequest,
} from '../requests/booking-routes.requests.js';
import { pathId, refusal, requestOf } from '../requests/parameters.js';
import { commandOf, idempotencyKey } from '../requests/route-command.js';
import { VenueQuery } from '../requests/venue.query.js';

@ApiTags('bookings')
@Controller('api/bookings')
export class BookingsController {
  constructor(
    private readonly commands: CommandBus,
    private readonly queries: QueryBus,
  ) {}

  /** Creates or changes. Without an Idempotency-Key every call is a command of its own. */
  @Put(':bookingId')
  @HttpCode(200)
  @For('booking-system', 'staff', 'operator')
  @DescribePutBooking()
  register(
    @Param('bookingId') id: string,
    @Body() body: unknown,
    @Caller() caller: Principal,
    @Headers('idempotency-key') key?: string,
  ): Promise<CommandOutcome> {
    const bookingId = pathId('bookingId', id);
    const { venueId, ...wish } = requestOf(PutBookingRequest, body);
    const keyed = idempotencyKey(key);
    const idOf = keyed === null ? undefined : () => keyed;
    const data = { ...wish, bookingId };
    return this.submit(commandOf('RegisterBooking', venueId, data, actorOf(caller), idOf), caller);
  }

  @Post(':bookingId/status')
  @HttpCode(200)
  @For('booking-system', 'staff', 'operator')
  @DescribeBookingStatus()
  setStatus(
    @Param('bookingId') id: string,
    @Query() query: Record<string, unknown>,
    @Body() body: unknown,
    @Caller() caller: Principal,
    @Headers('idempotency-key') key?: string,
  ): Promise<CommandOutcome> {
    const bookingId = pathId('bookingId', id);
    const request = requestOf(PostBookingStatusRequest, body);
    const venueId = request.venueId ?? requestOf(VenueQuery, query).venueId;
    if (venueId === undefined) {
      throw refusal([{ path: 'venueId', message: 'venueId must be in the body or in the query' }]);
    }
    const keyed = idempotencyKey(key);
    const idOf = keyed === null ? undefined : () => keyed;
    const data = { bookingId, status: request.status };
    return this.submit(commandOf('SetBookingStatus', venueId, data, actorOf(caller), idOf), caller);
  }

  @Get(':bookingId')
  @For('booking-system', 'staff', 'operator', 'analyst')
  @DescribeBooking()
  async show(
    @Param('bookingId') id: string,
    @Query() query: Record<string, unknown>,
    @Caller() caller: Principal,
  ): Promise<BookingView> {
    const bookingId = pathId('bookingId', id);
    const { venueId = null } = requestOf(VenueQuery, query);
    if (venueId !== null) requireVenue(caller, venueId);
    const booking = await this.queries.execute(new FindBooking(bookingId, venueId));
    if (booking === null)
      throw new Problem(404, 'BOOKING_NOT_FOUND', `Booking ${bookingId} is not known.`);
    if (!hasVenue(caller, booking.venueId)) {
      throw new Problem(403, 'FORBIDDEN', 'The token does not reach the venue of this booking.');
    }
    return booking;
  }

  private async submit(command: Command, caller: Principal): Promise<CommandOutcome> {
    requirePermission(caller, command, '');
    return acceptedOr(await this.commands.execute(new SubmitCommand(command)));
  }
}
