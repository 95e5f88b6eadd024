import { randomUUID } from 'node:crypto';
import { Body, Controller, HttpCode, Post } from '@nestjs/common';
import { CommandBus, QueryBus } from '@nestjs/cqrs';
import { ApiTags } from '@nestjs/swagger';
import type {
  AutoConfirmAnswer,
  Command,
  CommandOutcome,
  QuoteAnswer,
  RejectionCode,
  RepackAnswer,
  RepackPreview,
  Uuid,
} from '#contracts';
import type { Principal } from '#platform';
import { SubmitCommand } from '../../commands/submit-command.js';
import { PreviewRepack } from '../../queries/preview-repack.js';
import { QuoteTables } from '../../queries/quote-tables.js';
import { ReadSeating } from '../../queries/read-seating.js';
import { Caller, For } from '../auth/access.decorators.js';
import { actorOf, requirePermission } from '../auth/command-permissions.js';
import { reachedBooking } from '../auth/reached-booking.js';
import {
  DescribeAutoConfirm,
  DescribeQuote,
  DescribeRepack,
  DescribeRepackConfirm,
} from '../docs/auto.docs.js';
import { answerOr } from '../problems/answer-or-problem.js';
import { acceptedOr } from '../problems/outcome-answer.js';
import { Problem } from '../problems/problem.js';
import {
  AutoConfirmRequest,
  QuoteRequest,
  RepackConfirmRequest,
  RepackRequest,
  bestHoldOf,
  confirmationOf,
  wantsHold,
} from '../requests/auto.requests.js';
import { commandIdOf } from '../requests/command-id-of.js';
import { requestOf } from '../requests/parameters.js';
import { commandOf } from '../requests/route-command.js';
import { Traceparent } from '../requests/sent-header.js';
import { traced } from '../requests/trace.js';

/** The selector picks tables for a booking: quotes, holds, confirms, makes room. */
@ApiTags('staff')
@Controller('api/staff/auto')
export class AutoController {
  constructor(
    private readonly commands: CommandBus,
    private readonly queries: QueryBus,
  ) {}

  /** Takes nothing, unless it is to be held: then the selector chooses under the venue's lock. */
  @Post('quote')
  @HttpCode(200)
  @For('booking-system', 'staff', 'operator')
  @DescribeQuote()
  async quote(
    @Body() body: unknown,
    @Caller() caller: Principal,
    @Traceparent() traceparent?: string,
  ): Promise<QuoteAnswer> {
    const request = requestOf(QuoteRequest, body);
    const { bookingId, window = null, constraints = null } = request;
    const { venueId } = await reachedBooking(this.queries, caller, bookingId);
    let holdId: Uuid | null = null;
    if (wantsHold(request)) {
      holdId = request.holdId ?? randomUUID();
      const data = bestHoldOf(request, holdId);
      const command = commandOf('HoldBest', venueId, data, actorOf(caller));
      requireRoomOr(await this.submit(command, caller, traceparent));
    }
    const wish = { bookingId, window, constraints };
    const answer = await this.queries.execute(new QuoteTables(venueId, wish, holdId));
    return answerOr(answer ?? unknownVenue(venueId));
  }

  @Post('confirm')
  @HttpCode(200)
  @For('booking-system', 'staff', 'operator')
  @DescribeAutoConfirm()
  async confirm(
    @Body() body: unknown,
    @Caller() caller: Principal,
    @Traceparent() traceparent?: string,
  ): Promise<AutoConfirmAnswer> {
    const request = requestOf(AutoConfirmRequest, body);
    const { bookingId, holdId = null } = request;
    const { type, data } = confirmationOf(request);
    const commandId = commandIdOf(request.idempotencyKey, 'idempotencyKey');
    const { venueId } = await reachedBooking(this.queries, caller, bookingId);
    const command = commandOf(type, venueId, data, actorOf(caller), () => commandId);
    const shown = { ...command, shownContextVersion: request.contextVersion ?? null };
    const outcome = acceptedOr(await this.submit(shown, caller, traceparent));
    const assignments = await this.queries.execute(new ReadSeating(bookingId, outcome));
    return { holdId, bookingId, assignments, warnings: outcome.warnings };
  }

  /** Takes nothing. */
  @Post('repack')
  @HttpCode(200)
  @For('staff', 'operator')
  @DescribeRepack()
  async repack(@Body() body: unknown, @Caller() caller: Principal): Promise<RepackPreview> {
    const { bookingId, window = null } = requestOf(RepackRequest, body);
    const { venueId } = await reachedBooking(this.queries, caller, bookingId);
    const wish = { bookingId, window };
    const preview = await this.queries.execute(new PreviewRepack(venueId, wish));
    return answerOr(preview ?? unknownVenue(venueId));
  }

  /** All that was previewed, or nothing. */
  @Post('repack/confirm')
  @HttpCode(200)
  @For('staff', 'operator')
  @DescribeRepackConfirm()
  async confirmRepack(
    @Body() body: unknown,
    @Caller() caller: Principal,
    @Traceparent() traceparent?: string,
  ): Promise<RepackAnswer> {
    const request = requestOf(RepackConfirmRequest, body);
    const { contextVersion, idempotencyKey, ...data } = request;
    const { bookingId, moves } = data;
    const commandId = commandIdOf(idempotencyKey, 'idempotencyKey');
    const { venueId } = await reachedBooking(this.queries, caller, bookingId);
    const command = commandOf('RepackBookings', venueId, data, actorOf(caller), () => commandId);
    const shown = { ...command, shownContextVersion: contextVersion ?? null };
    const outcome = acceptedOr(await this.submit(shown, caller, traceparent));
    const assignments = await this.queries.execute(new ReadSeating(bookingId, outcome));
    const moved = await Promise.all(
      moves.map(async (move) => {
        const assignments = await this.queries.execute(new ReadSeating(move.bookingId, outcome));
        return { bookingId: move.bookingId, assignments };
      }),
    );
    return { bookingId, assignments, moved, outcome };
  }

  private submit(
    command: Command,
    caller: Principal,
    traceparent: string | undefined,
  ): Promise<CommandOutcome> {
    requirePermission(caller, command, '');
    return this.commands.execute(new SubmitCommand(traced(command, traceparent)));
  }
}

/** Refusals that a quote answers by saying what else would do. */
const NO_ROOM: ReadonlySet<RejectionCode> = new Set([
  'NO_TABLES_FIT',
  'TABLE_CONFLICT',
  'HOLD_CONFLICT',
  'TABLE_BLOCKED',
]);

function requireRoomOr(outcome: CommandOutcome): void {
  const { rejection } = outcome;
  if (rejection === undefined || !NO_ROOM.has(rejection.code)) acceptedOr(outcome);
}

function unknownVenue(venueId: Uuid): never {
  throw new Problem(404, 'VENUE_NOT_FOUND', `Venue ${venueId} is not known.`);
}
