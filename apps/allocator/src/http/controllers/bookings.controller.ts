import { Body, Controller, Get, HttpCode, Param, Post, Put, Query } from '@nestjs/common';
import { CommandBus, QueryBus } from '@nestjs/cqrs';
import { ApiTags } from '@nestjs/swagger';
import type { BookingView, Command, CommandOutcome } from '#contracts';
import type { Principal } from '#platform';
import { SubmitCommand } from '../../commands/submit-command.js';
import { Caller, For } from '../auth/access.decorators.js';
import { actorOf, requirePermission } from '../auth/command-permissions.js';
import { requireVenue } from '../auth/principal.js';
import { reachedBooking } from '../auth/reached-booking.js';
import {
  DescribeBooking,
  DescribeBookingStatus,
  DescribePutBooking,
} from '../docs/bookings.docs.js';
import { acceptedOr } from '../problems/outcome-answer.js';
import {
  PostBookingStatusRequest,
  PutBookingRequest,
} from '../requests/booking-routes.requests.js';
import { pathId, requestOf } from '../requests/parameters.js';
import { commandOf, idempotencyKey } from '../requests/route-command.js';
import { SentHeader, Traceparent } from '../requests/sent-header.js';
import { traced } from '../requests/trace.js';
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
    @SentHeader('idempotency-key') key?: string,
    @Traceparent() traceparent?: string,
  ): Promise<CommandOutcome> {
    const bookingId = pathId('bookingId', id);
    const { venueId, ...wish } = requestOf(PutBookingRequest, body);
    const keyed = idempotencyKey(key);
    const idOf = keyed === null ? undefined : () => keyed;
    const data = { ...wish, bookingId };
    const command = commandOf('RegisterBooking', venueId, data, actorOf(caller), idOf);
    return this.submit(traced(command, traceparent), caller);
  }

  /** Without a venue it is the booking's own. */
  @Post(':bookingId/status')
  @HttpCode(200)
  @For('booking-system', 'staff', 'operator')
  @DescribeBookingStatus()
  async setStatus(
    @Param('bookingId') id: string,
    @Query() query: Record<string, unknown>,
    @Body() body: unknown,
    @Caller() caller: Principal,
    @SentHeader('idempotency-key') key?: string,
    @Traceparent() traceparent?: string,
  ): Promise<CommandOutcome> {
    const bookingId = pathId('bookingId', id);
    const request = requestOf(PostBookingStatusRequest, body);
    const named = request.venueId ?? requestOf(VenueQuery, query).venueId;
    const venueId = named ?? (await reachedBooking(this.queries, caller, bookingId)).venueId;
    const keyed = idempotencyKey(key);
    const idOf = keyed === null ? undefined : () => keyed;
    const data = { bookingId, status: request.status };
    const command = commandOf('SetBookingStatus', venueId, data, actorOf(caller), idOf);
    return this.submit(traced(command, traceparent), caller);
  }

  @Get(':bookingId')
  @For('booking-system', 'staff', 'operator', 'analyst')
  @DescribeBooking()
  show(
    @Param('bookingId') id: string,
    @Query() query: Record<string, unknown>,
    @Caller() caller: Principal,
  ): Promise<BookingView> {
    const bookingId = pathId('bookingId', id);
    const { venueId = null } = requestOf(VenueQuery, query);
    if (venueId !== null) requireVenue(caller, venueId);
    return reachedBooking(this.queries, caller, bookingId, venueId);
  }

  private async submit(command: Command, caller: Principal): Promise<CommandOutcome> {
    requirePermission(caller, command, '');
    return acceptedOr(await this.commands.execute(new SubmitCommand(command)));
  }
}
