import { Controller, Get, Query } from '@nestjs/common';
import { QueryBus } from '@nestjs/cqrs';
import { ApiTags } from '@nestjs/swagger';
import type { Timeline } from '#contracts';
import type { Principal } from '#platform';
import { ReadTimeline } from '../../queries/read-timeline.js';
import { Caller, For } from '../auth/access.decorators.js';
import { requireVenue } from '../auth/principal.js';
import { DescribeTimeline } from '../docs/timeline.docs.js';
import { Problem } from '../problems/problem.js';
import { requestOf } from '../requests/parameters.js';
import { TimelineQuery, wantedDay } from '../requests/timeline.query.js';

@ApiTags('ops')
@Controller('api/ops/tables')
export class TimelineController {
  constructor(private readonly queries: QueryBus) {}

  /** One service day: rows per table, who still needs one, covers per quarter of an hour. */
  @Get('timeline')
  @For('staff', 'operator')
  @DescribeTimeline()
  async timeline(
    @Query() parameters: Record<string, unknown>,
    @Caller() caller: Principal,
  ): Promise<Timeline> {
    const query = requestOf(TimelineQuery, parameters);
    const { venueId } = query;
    requireVenue(caller, venueId);
    const timeline = await this.queries.execute(new ReadTimeline(venueId, wantedDay(query)));
    if (timeline === null)
      throw new Problem(404, 'VENUE_NOT_FOUND', `Venue ${venueId} is not known.`);
    return timeline;
  }
}
