import { Body, Controller, Get, HttpCode, Param, Put, Query } from '@nestjs/common';
import { CommandBus, QueryBus } from '@nestjs/cqrs';
import { ApiTags } from '@nestjs/swagger';
import { GLOBAL_VENUE_ID } from '#contracts';
import type { CommandOutcome, FlagView } from '#contracts';
import type { Principal } from '#platform';
import { SubmitCommand } from '../../commands/submit-command.js';
import { ListFlags } from '../../queries/list-flags.js';
import { Caller, For } from '../auth/access.decorators.js';
import { actorOf, requirePermission } from '../auth/command-permissions.js';
import { requireVenue } from '../auth/principal.js';
import { DescribeFlag, DescribeFlags, DescribePutFlag } from '../docs/flags.docs.js';
import { acceptedOr } from '../problems/outcome-answer.js';
import { Problem } from '../problems/problem.js';
import { PutFlagRequest } from '../requests/flag.requests.js';
import { requestOf } from '../requests/parameters.js';
import { commandOf, idempotencyKey } from '../requests/route-command.js';
import { SentHeader, Traceparent } from '../requests/sent-header.js';
import { traced } from '../requests/trace.js';
import { VenueQuery } from '../requests/venue.query.js';

@ApiTags('flags')
@Controller('api/flags')
export class FlagsController {
  constructor(
    private readonly commands: CommandBus,
    private readonly queries: QueryBus,
  ) {}

  /** Every flag as it applies to a venue, or to those without a flip of their own. */
  @Get()
  @For('operator')
  @DescribeFlags()
  list(
    @Query() query: Record<string, unknown>,
    @Caller() caller: Principal,
  ): Promise<readonly FlagView[]> {
    return this.flags(query, caller);
  }

  @Get(':flag')
  @For('operator')
  @DescribeFlag()
  async show(
    @Param('flag') name: string,
    @Query() query: Record<string, unknown>,
    @Caller() caller: Principal,
  ): Promise<FlagView> {
    const flag = (await this.flags(query, caller)).find((view) => view.flag === name);
    if (flag === undefined)
      throw new Problem(404, 'FLAG_UNKNOWN', 'There is no flag of this name.');
    return flag;
  }

  @Put(':flag')
  @HttpCode(200)
  @For('operator')
  @DescribePutFlag()
  async set(
    @Param('flag') flag: string,
    @Body() body: unknown,
    @Caller() caller: Principal,
    @SentHeader('idempotency-key') key?: string,
    @Traceparent() traceparent?: string,
  ): Promise<CommandOutcome> {
    const { value, reason, venueId } = requestOf(PutFlagRequest, body);
    const keyed = idempotencyKey(key);
    const command = commandOf(
      'SetFlag',
      venueId ?? GLOBAL_VENUE_ID,
      { flag, value, reason, scope: venueId ? 'venue' : 'global' },
      actorOf(caller),
      keyed === null ? undefined : () => keyed,
    );
    requirePermission(caller, command, '');
    return acceptedOr(await this.commands.execute(new SubmitCommand(traced(command, traceparent))));
  }

  private flags(query: Record<string, unknown>, caller: Principal): Promise<readonly FlagView[]> {
    const { venueId = null } = requestOf(VenueQuery, query);
    if (venueId !== null) requireVenue(caller, venueId);
    return this.queries.execute(new ListFlags(venueId));
  }
}
