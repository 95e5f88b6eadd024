import { randomUUID } from 'node:crypto';
import { Body, Controller, Delete, Get, HttpCode, Post, Query } from '@nestjs/common';
import { CommandBus, QueryBus } from '@nestjs/cqrs';
import { ApiTags } from '@nestjs/swagger';
import type {
  Command,
  CommandOutcome,
  ConfirmAnswer,
  HoldAnswer,
  HoldExtendedAnswer,
  HoldReleasedAnswer,
  ManualContext,
  ValidationAnswer,
} from '#contracts';
import type { Principal } from '#platform';
import { SubmitCommand } from '../../commands/submit-command.js';
import { ReadHeld } from '../../queries/read-held.js';
import { ReadHold } from '../../queries/read-hold.js';
import { ReadManualContext } from '../../queries/read-manual-context.js';
import { ReadSeating } from '../../queries/read-seating.js';
import { ValidateTables } from '../../queries/validate-tables.js';
import { Caller, For } from '../auth/access.decorators.js';
import { actorOf, requirePermission } from '../auth/command-permissions.js';
import { reachedBooking, unknownBooking } from '../auth/reached-booking.js';
import {
  DescribeManualConfirm,
  DescribeManualContext,
  DescribeManualExtend,
  DescribeManualHold,
  DescribeManualRelease,
  DescribeValidate,
} from '../docs/manual.docs.js';
import { foundOf, liveHoldOf, requireHoldOf, requireReleased } from '../problems/hold-answers.js';
import { acceptedOr } from '../problems/outcome-answer.js';
import { commandIdOf } from '../requests/command-id-of.js';
import {
  ManualConfirmRequest,
  ManualContextQuery,
  ManualExtendRequest,
  ManualHoldRequest,
  ManualReleaseRequest,
  ValidateRequest,
  choiceOf,
  holdOf,
} from '../requests/manual.requests.js';
import { requestOf } from '../requests/parameters.js';
import { commandOf } from '../requests/route-command.js';
import { Traceparent } from '../requests/sent-header.js';
import { traced } from '../requests/trace.js';

/** A person picks tables for a booking: looks, tries, holds, confirms. */
@ApiTags('staff')
@Controller('api/staff/manual')
@For('staff', 'operator')
export class ManualController {
  constructor(
    private readonly commands: CommandBus,
    private readonly queries: QueryBus,
  ) {}

  @Get('context')
  @DescribeManualContext()
  async context(
    @Query() query: Record<string, unknown>,
    @Caller() caller: Principal,
  ): Promise<ManualContext> {
    const { bookingId } = requestOf(ManualContextQuery, query);
    const { venueId } = await reachedBooking(this.queries, caller, bookingId);
    const context = await this.queries.execute(new ReadManualContext(venueId, bookingId));
    return foundOf(context, unknownBooking(bookingId));
  }

  /** Takes nothing. */
  @Post('validate')
  @HttpCode(200)
  @DescribeValidate()
  async validate(@Body() body: unknown, @Caller() caller: Principal): Promise<ValidationAnswer> {
    const choice = choiceOf(requestOf(ValidateRequest, body));
    const { venueId } = await reachedBooking(this.queries, caller, choice.bookingId);
    const validation = await this.queries.execute(new ValidateTables(venueId, choice));
    return foundOf(validation, unknownBooking(choice.bookingId));
  }

  @Post('hold')
  @HttpCode(200)
  @DescribeManualHold()
  async hold(
    @Body() body: unknown,
    @Caller() caller: Principal,
    @Traceparent() traceparent?: string,
  ): Promise<HoldAnswer> {
    const request = requestOf(ManualHoldRequest, body);
    const { venueId } = await reachedBooking(this.queries, caller, request.bookingId);
    const holdId = request.holdId ?? randomUUID();
    const command = commandOf('HoldTables', venueId, holdOf(request, holdId), actorOf(caller));
    const shownContextVersion = request.contextVersion ?? null;
    await this.submit({ ...command, shownContextVersion }, caller, traceparent);
    const held = await this.queries.execute(new ReadHeld(venueId, holdId, choiceOf(request)));
    return foundOf(held, liveHoldOf(holdId));
  }

  /** Prolongs a hold; never shortens it. */
  @Post('hold/extend')
  @HttpCode(200)
  @DescribeManualExtend()
  async extend(
    @Body() body: unknown,
    @Caller() caller: Principal,
    @Traceparent() traceparent?: string,
  ): Promise<HoldExtendedAnswer> {
    const { holdId, bookingId, ttlSeconds } = requestOf(ManualExtendRequest, body);
    const { venueId } = await reachedBooking(this.queries, caller, bookingId);
    requireHoldOf(await this.queries.execute(new ReadHold(venueId, holdId)), bookingId);
    const command = commandOf('ExtendHold', venueId, { holdId, ttlSeconds }, actorOf(caller));
    await this.submit(command, caller, traceparent);
    const { hold } = await this.queries.execute(new ReadHold(venueId, holdId));
    return { hold: foundOf(hold, liveHoldOf(holdId)) };
  }

  @Delete('hold')
  @HttpCode(200)
  @DescribeManualRelease()
  async release(
    @Body() body: unknown,
    @Caller() caller: Principal,
    @Traceparent() traceparent?: string,
  ): Promise<HoldReleasedAnswer> {
    const { holdId, bookingId } = requestOf(ManualReleaseRequest, body);
    const { venueId } = await reachedBooking(this.queries, caller, bookingId);
    const data = { holdId, bookingId, reason: 'released' };
    const command = commandOf('ReleaseHold', venueId, data, actorOf(caller));
    await this.submit(command, caller, traceparent);
    requireReleased(await this.queries.execute(new ReadHold(venueId, holdId)));
    return { holdId, released: true };
  }

  @Post('confirm')
  @HttpCode(200)
  @DescribeManualConfirm()
  async confirm(
    @Body() body: unknown,
    @Caller() caller: Principal,
    @Traceparent() traceparent?: string,
  ): Promise<ConfirmAnswer> {
    const request = requestOf(ManualConfirmRequest, body);
    const { holdId, bookingId } = request;
    const commandId = commandIdOf(request.idempotencyKey, 'idempotencyKey');
    const { venueId } = await reachedBooking(this.queries, caller, bookingId);
    const data = { holdId, bookingId };
    const command = commandOf('ConfirmHold', venueId, data, actorOf(caller), () => commandId);
    const shownContextVersion = request.contextVersion ?? null;
    const shown = { ...command, shownContextVersion };
    const outcome = await this.submit(shown, caller, traceparent);
    const assignments = await this.queries.execute(new ReadSeating(bookingId, outcome));
    return { holdId, bookingId, assignments, warnings: outcome.warnings };
  }

  private async submit(
    command: Command,
    caller: Principal,
    traceparent: string | undefined,
  ): Promise<CommandOutcome> {
    requirePermission(caller, command, '');
    return acceptedOr(await this.commands.execute(new SubmitCommand(traced(command, traceparent))));
  }
}
