import { Body, Controller, Delete, HttpCode, Param, Post } from '@nestjs/common';
import { CommandBus, QueryBus } from '@nestjs/cqrs';
import { ApiTags } from '@nestjs/swagger';
import type { CommandType, TableAssignmentsAnswer, Uuid } from '#contracts';
import type { Principal } from '#platform';
import { SubmitCommand } from '../../commands/submit-command.js';
import { ReadSeating } from '../../queries/read-seating.js';
import { Caller, For } from '../auth/access.decorators.js';
import { actorOf, requirePermission } from '../auth/command-permissions.js';
import { reachedBooking } from '../auth/reached-booking.js';
import { DescribeOpsAssign, DescribeOpsUnassign } from '../docs/ops-tables.docs.js';
import { acceptedOr } from '../problems/outcome-answer.js';
import { commandIdOf } from '../requests/command-id-of.js';
import { OpsTablesRequest, namedTables } from '../requests/manual.requests.js';
import { pathId, requestOf } from '../requests/parameters.js';
import { commandOf } from '../requests/route-command.js';
import { SentHeader, Traceparent } from '../requests/sent-header.js';
import { traced } from '../requests/trace.js';

/** Tables given and taken at once, by hand; what refuses here, FEATURE_ASSIGN_ATOMIC decides. */
@ApiTags('ops')
@Controller('api/ops/bookings')
@For('staff', 'operator')
export class OpsTablesController {
  constructor(
    private readonly commands: CommandBus,
    private readonly queries: QueryBus,
  ) {}

  /** The booking has exactly these tables afterwards. */
  @Post(':bookingId/tables')
  @HttpCode(200)
  @DescribeOpsAssign()
  assign(
    @Param('bookingId') id: string,
    @Body() body: unknown,
    @Caller() caller: Principal,
    @SentHeader('idempotency-key') key?: string,
    @Traceparent() traceparent?: string,
  ): Promise<TableAssignmentsAnswer> {
    const bookingId = pathId('bookingId', id);
    const tableIds = namedTables(requestOf(OpsTablesRequest, body));
    const data = { bookingId, tableIds };
    return this.change('AssignTables', data, { caller, key, traceparent });
  }

  @Delete(':bookingId/tables/:tableId')
  @HttpCode(200)
  @DescribeOpsUnassign()
  unassign(
    @Param('bookingId') id: string,
    @Param('tableId') table: string,
    @Caller() caller: Principal,
    @SentHeader('idempotency-key') key?: string,
    @Traceparent() traceparent?: string,
  ): Promise<TableAssignmentsAnswer> {
    const data = { bookingId: pathId('bookingId', id), tableIds: [pathId('tableId', table)] };
    return this.change('UnassignTables', data, { caller, key, traceparent });
  }

  private async change(
    type: CommandType,
    data: { readonly bookingId: Uuid; readonly tableIds: readonly Uuid[] },
    { caller, key, traceparent }: { caller: Principal; key?: string; traceparent?: string },
  ): Promise<TableAssignmentsAnswer> {
    const commandId = commandIdOf(key, 'Idempotency-Key');
    const { venueId } = await reachedBooking(this.queries, caller, data.bookingId);
    const parsed = commandOf(type, venueId, data, actorOf(caller), () => commandId);
    const command = traced({ ...parsed, route: 'ops' }, traceparent);
    requirePermission(caller, command, '');
    const outcome = acceptedOr(await this.commands.execute(new SubmitCommand(command)));
    const tableAssignments = await this.queries.execute(new ReadSeating(data.bookingId, outcome));
    return { tableAssignments, warnings: outcome.warnings };
  }
}
