import { Controller, Get, Param, Query } from '@nestjs/common';
import { QueryBus } from '@nestjs/cqrs';
import { ApiTags } from '@nestjs/swagger';
import type { RefusedView } from '#contracts';
import type { Principal } from '#platform';
import { ReadRefusedDemand } from '../../queries/refused-demand.js';
import { Caller, For } from '../auth/access.decorators.js';
import { requireVenue } from '../auth/principal.js';
import { DescribeRefused } from '../docs/refused.docs.js';
import { pathId, requestOf } from '../requests/parameters.js';
import { RefusedQuery, wantedRefusals } from '../requests/refused.query.js';

@ApiTags('venues')
@Controller('api/venues')
export class RefusedController {
  constructor(private readonly queries: QueryBus) {}

  /** What was asked and not given: counted, and one by one with who was in the way. */
  @Get(':venueId/refused')
  @For('analyst', 'staff', 'operator')
  @DescribeRefused()
  async refused(
    @Param('venueId') id: string,
    @Query() query: Record<string, unknown>,
    @Caller() caller: Principal,
  ): Promise<RefusedView> {
    const venueId = pathId('venueId', id);
    requireVenue(caller, venueId);
    const wanted = wantedRefusals(venueId, requestOf(RefusedQuery, query), new Date());
    const demand = await this.queries.execute(new ReadRefusedDemand(wanted));
    const { refused } = demand;
    const next = refused.length === wanted.limit ? refused.at(-1)!.seq : null;
    return { from: wanted.from, to: wanted.to, ...demand, next };
  }
}
