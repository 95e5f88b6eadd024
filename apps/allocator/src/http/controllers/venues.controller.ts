import { Body, Controller, Get, HttpCode, Param, Put } from '@nestjs/common';
import { CommandBus, QueryBus } from '@nestjs/cqrs';
import { ApiTags } from '@nestjs/swagger';
import { canonicalJson, derivedUuid } from '#contracts';
import type { CommandOutcome, VenueClock, VenueSummary, VenueView } from '#contracts';
import type { Principal } from '#platform';
import { SubmitCommand } from '../../commands/submit-command.js';
import { FindVenue } from '../../queries/find-venue.js';
import { ListVenues } from '../../queries/list-venues.js';
import { ReadVenueClock } from '../../queries/read-venue-clock.js';
import { Caller, For } from '../auth/access.decorators.js';
import { actorOf, requirePermission } from '../auth/command-permissions.js';
import { requireVenue } from '../auth/principal.js';
import {
  DescribePutVenue,
  DescribeVenue,
  DescribeVenueClock,
  DescribeVenues,
} from '../docs/venues.docs.js';
import { acceptedOr } from '../problems/outcome-answer.js';
import { Problem } from '../problems/problem.js';
import { pathId } from '../requests/parameters.js';
import { commandOf, idempotencyKey } from '../requests/route-command.js';
import { SentHeader, Traceparent } from '../requests/sent-header.js';
import { traced } from '../requests/trace.js';

@ApiTags('venues')
@Controller('api/venues')
export class VenuesController {
  constructor(
    private readonly commands: CommandBus,
    private readonly queries: QueryBus,
  ) {}

  /**
   * Replaces the configuration whole. The same content again, with nothing between, changes
   * nothing.
   */
  @Put(':venueId')
  @HttpCode(200)
  @For('admin')
  @DescribePutVenue()
  async configure(
    @Param('venueId') id: string,
    @Body() body: unknown,
    @Caller() caller: Principal,
    @SentHeader('idempotency-key') key?: string,
    @Traceparent() traceparent?: string,
  ): Promise<CommandOutcome> {
    const venueId = pathId('venueId', id);
    requireVenue(caller, venueId);
    const sentKey = idempotencyKey(key);
    const version = sentKey === null ? ((await this.find(venueId))?.version ?? 0) : 0;
    const command = commandOf(
      'ConfigureVenue',
      venueId,
      withVenue(body, venueId),
      actorOf(caller),
      (data) => sentKey ?? derivedUuid('configure', venueId, version, canonicalJson(data)),
    );
    requirePermission(caller, command, '');
    return acceptedOr(await this.commands.execute(new SubmitCommand(traced(command, traceparent))));
  }

  /** The venues in the token's reach, by name. */
  @Get()
  @For('staff', 'operator', 'analyst')
  @DescribeVenues()
  list(@Caller() caller: Principal): Promise<readonly VenueSummary[]> {
    return this.queries.execute(new ListVenues(caller.venues));
  }

  @Get(':venueId')
  @For('staff', 'operator', 'analyst', 'booking-system')
  @DescribeVenue()
  async show(@Param('venueId') id: string, @Caller() caller: Principal): Promise<VenueView> {
    const venueId = pathId('venueId', id);
    requireVenue(caller, venueId);
    const venue = await this.find(venueId);
    if (venue === null) throw unknownVenue(venueId);
    return venue;
  }

  /** What the venue's clock shows, by the data that decide. */
  @Get(':venueId/clock')
  @For('staff', 'operator', 'analyst', 'booking-system')
  @DescribeVenueClock()
  async clock(@Param('venueId') id: string, @Caller() caller: Principal): Promise<VenueClock> {
    const venueId = pathId('venueId', id);
    requireVenue(caller, venueId);
    const clock = await this.queries.execute(new ReadVenueClock(venueId));
    if (clock === null) throw unknownVenue(venueId);
    return clock;
  }

  private find(venueId: string): Promise<VenueView | null> {
    return this.queries.execute(new FindVenue(venueId));
  }
}

function unknownVenue(venueId: string): Problem {
  return new Problem(404, 'VENUE_NOT_FOUND', `Venue ${venueId} is not known.`);
}

/** The path names the venue; a body that names another is refused with its field. */
function withVenue(body: unknown, venueId: string): unknown {
  return typeof body === 'object' && body !== null && !('venueId' in body)
    ? { ...body, venueId }
    : body;
}
