import { Controller, Get, Param, Query } from '@nestjs/common';
import { QueryBus } from '@nestjs/cqrs';
import { ApiTags } from '@nestjs/swagger';
import type { TableHistoryView } from '#contracts';
import type { Principal } from '#platform';
import { ReadTableHistory } from '../../queries/table-history.js';
import { Caller, For } from '../auth/access.decorators.js';
import { requireVenue } from '../auth/principal.js';
import { DescribeHistory } from '../docs/history.docs.js';
import { instant } from '../requests/period.js';
import { HistoryQuery } from '../requests/history.query.js';
import { pathId, requestOf } from '../requests/parameters.js';

@ApiTags('venues')
@Controller('api/venues')
export class HistoryController {
  constructor(private readonly queries: QueryBus) {}

  /** Who had a table, as was known then, and by which command. */
  @Get(':venueId/history')
  @For('analyst', 'staff', 'operator')
  @DescribeHistory()
  history(
    @Param('venueId') id: string,
    @Query() query: Record<string, unknown>,
    @Caller() caller: Principal,
  ): Promise<TableHistoryView> {
    const venueId = pathId('venueId', id);
    requireVenue(caller, venueId);
    const { tableId, at, asOf, after } = requestOf(HistoryQuery, query);
    return this.queries.execute(
      new ReadTableHistory({
        venueId,
        tableId,
        at: instant('at', at),
        asOf: instant('asOf', asOf),
        after: Number(after ?? 0),
      }),
    );
  }
}
