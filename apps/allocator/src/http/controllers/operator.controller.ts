import { Body, Controller, Get, HttpCode, Inject, Param, Post, Query } from '@nestjs/common';
import { ApiTags } from '@nestjs/swagger';
import type { HoldsView, LagView, ParkedResumed, ParkedVenueView, Uuid } from '#contracts';
import type { Principal } from '#platform';
import type { DroppedEvent } from '#postgres';
import { TELEMETRY_PROJECTION } from '#telemetry';
import type { Operations } from '../../operations/operations.js';
import { OPERATIONS } from '../../tokens.js';
import { Caller, For } from '../auth/access.decorators.js';
import { hasRole, hasVenue, requireEveryVenue, requireVenue } from '../auth/principal.js';
import {
  DescribeDrop,
  DescribeHolds,
  DescribeLag,
  DescribeParked,
  DescribeResume,
  DescribeSweep,
} from '../docs/operator.docs.js';
import { Problem } from '../problems/problem.js';
import { HoldsQuery, ParkedRequest } from '../requests/operator.requests.js';
import { pathId, refusal, requestOf } from '../requests/parameters.js';

/** The event that was given up; the venue's others wait to be resumed. */
export interface ParkedDropped {
  readonly projection: string;
  readonly venueId: Uuid;
  readonly dropped: DroppedEvent;
}

@ApiTags('operator')
@Controller('api/operator')
export class OperatorController {
  constructor(@Inject(OPERATIONS) private readonly operations: Operations) {}

  @Get('lag')
  @For('operator')
  @DescribeLag()
  lag(): Promise<LagView> {
    return this.operations.lag();
  }

  @Get('holds')
  @For('operator', 'staff')
  @DescribeHolds()
  holds(@Query() query: Record<string, unknown>, @Caller() caller: Principal): Promise<HoldsView> {
    const { venueId } = requestOf(HoldsQuery, query);
    if (venueId !== undefined) {
      requireVenue(caller, venueId);
      return this.operations.holds([venueId]);
    }
    if (!hasRole(caller, ['operator'])) {
      throw refusal([{ path: 'venueId', message: 'venueId must name a venue' }]);
    }
    return this.operations.holds(caller.venues === '*' ? null : caller.venues);
  }

  /** For where no process sweeps; holds that have lapsed block nobody meanwhile. */
  @Post('holds/sweep')
  @HttpCode(200)
  @For('operator')
  @DescribeSweep()
  async sweep(@Caller() caller: Principal): Promise<{ readonly expired: number }> {
    requireEveryVenue(caller);
    return { expired: await this.operations.sweepHolds() };
  }

  @Get('parked')
  @For('operator')
  @DescribeParked()
  async parked(@Caller() caller: Principal): Promise<readonly ParkedVenueView[]> {
    const parked = await this.operations.parked();
    return parked.filter(({ venueId }) => hasVenue(caller, venueId));
  }

  @Post('parked/:venueId/resume')
  @HttpCode(200)
  @For('operator')
  @DescribeResume()
  async resume(
    @Param('venueId') id: string,
    @Body() body: unknown,
    @Caller() caller: Principal,
  ): Promise<ParkedResumed> {
    const { venueId, projection, audit } = asked(id, body, caller);
    const resumed = await this.operations.resume(projection, venueId, audit);
    if (resumed === null) throw notParked(projection);
    const { events, stuck } = resumed;
    const at = stuck && { ...stuck, error: stuck.error.message };
    return { projection, venueId, events, stuck: at };
  }

  @Post('parked/:venueId/drop')
  @HttpCode(200)
  @For('operator')
  @DescribeDrop()
  async drop(
    @Param('venueId') id: string,
    @Body() body: unknown,
    @Caller() caller: Principal,
  ): Promise<ParkedDropped> {
    const { venueId, projection, audit } = asked(id, body, caller);
    const dropped = await this.operations.drop(projection, venueId, audit);
    if (dropped === null) throw notParked(projection);
    return { projection, venueId, dropped };
  }
}

function asked(id: string, body: unknown, caller: Principal) {
  const venueId = pathId('venueId', id);
  requireVenue(caller, venueId);
  const { projection, reason } = requestOf(ParkedRequest, body);
  return {
    venueId,
    projection: projection ?? TELEMETRY_PROJECTION,
    audit: { by: caller.subject, reason },
  };
}

function notParked(projection: string): Problem {
  return new Problem(404, 'PARKED_NOT_FOUND', `Nothing of this venue is parked by ${projection}.`, {
    hint: 'What is parked: GET /api/operator/parked.',
  });
}
