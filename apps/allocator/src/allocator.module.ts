import { Module } from '@nestjs/common';
import type { DynamicModule } from '@nestjs/common';
import { APP_FILTER, APP_GUARD, APP_INTERCEPTOR } from '@nestjs/core';
import { CqrsModule } from '@nestjs/cqrs';
import type { Command, CommandOutcome, Flags } from '#contracts';
import type { Submitter } from '#event-sourcing';
import type { TokenVerifier } from '#platform';
import type { FloorReader, ReadModel } from '#postgres';
import { SubmitCommandHandler } from './commands/submit-command.js';
import { HealthController } from './health/health.controller.js';
import type { Health } from './health/readiness.js';
import { BearerGuard } from './http/auth/bearer.guard.js';
import { AutoController } from './http/controllers/auto.controller.js';
import { AlertsController } from './http/controllers/alerts.controller.js';
import { BookingsController } from './http/controllers/bookings.controller.js';
import { CommandsController } from './http/controllers/commands.controller.js';
import { EventsController } from './http/controllers/events.controller.js';
import { FlagsController } from './http/controllers/flags.controller.js';
import { HistoryController } from './http/controllers/history.controller.js';
import { OperatorController } from './http/controllers/operator.controller.js';
import { ManualController } from './http/controllers/manual.controller.js';
import { OpsTablesController } from './http/controllers/ops-tables.controller.js';
import { ReplaysController } from './http/controllers/replays.controller.js';
import { RefusedController } from './http/controllers/refused.controller.js';
import { SchemasController } from './http/controllers/schemas.controller.js';
import { TimelineController } from './http/controllers/timeline.controller.js';
import { VenuesController } from './http/controllers/venues.controller.js';
import { NameBlockers } from './http/problems/name-blockers.interceptor.js';
import { ProblemFilter } from './http/problems/problem.filter.js';
import type { Logger } from './logger.js';
import type { Tracer } from '#telemetry';
import { MetricsController } from './metrics/metrics.controller.js';
import type { Metrics } from './metrics/metrics.js';
import { ExportEventsHandler } from './queries/export-events.js';
import { FindBookingHandler } from './queries/find-booking.js';
import { FindOutcomeHandler } from './queries/find-outcome.js';
import { PreviewRepackHandler } from './queries/preview-repack.js';
import { QuoteTablesHandler } from './queries/quote-tables.js';
import { FindVenueHandler } from './queries/find-venue.js';
import { ReadVenueClockHandler } from './queries/read-venue-clock.js';
import { ReadTableHistoryHandler } from './queries/table-history.js';
import { ReadRefusedDemandHandler } from './queries/refused-demand.js';
import { ListFlagsHandler } from './queries/list-flags.js';
import { ListVenuesHandler } from './queries/list-venues.js';
import { ReadHeldHandler } from './queries/read-held.js';
import { ReadHoldHandler } from './queries/read-hold.js';
import { ReadManualContextHandler } from './queries/read-manual-context.js';
import { ReadSeatingHandler } from './queries/read-seating.js';
import { ReadTimelineHandler } from './queries/read-timeline.js';
import { ValidateTablesHandler } from './queries/validate-tables.js';
import type { Operations } from './operations/operations.js';
import type { ReplayJobs } from './replays/replay-jobs.js';
import type { EventTails } from './tail/event-tails.js';
import {
  COMMANDS,
  EVENT_TAILS,
  FLAG_ENVIRONMENT,
  FLOOR_READER,
  HEALTH,
  LOGGER,
  METRICS,
  OPERATIONS,
  READ_MODEL,
  REPLAYS,
  TOKEN_VERIFIER,
} from './tokens.js';

/** What the module wires and does not make. */
export interface AllocatorParts {
  readonly commands: Submitter<Command, CommandOutcome>;
  readonly readModel: ReadModel;
  readonly floorReader: FloorReader;
  readonly operations: Operations;
  readonly replays: ReplayJobs;
  readonly tails: EventTails;
  readonly tokenVerifier: TokenVerifier;
  readonly health: Health;
  readonly metrics: Metrics;
  /** Null: nothing is traced. */
  readonly tracer: Tracer | null;
  readonly logger: Logger;
  /** The flags' defaults of this process. */
  readonly flagEnvironment: Flags;
  /** False: only health and metrics are served. */
  readonly api: boolean;
}

const API = [
  CommandsController,
  VenuesController,
  BookingsController,
  FlagsController,
  ReplaysController,
  OperatorController,
  AlertsController,
  EventsController,
  HistoryController,
  RefusedController,
  TimelineController,
  AutoController,
  ManualController,
  OpsTablesController,
  SchemasController,
];

@Module({})
export class AllocatorModule {
  static of(parts: AllocatorParts): DynamicModule {
    return {
      module: AllocatorModule,
      imports: [CqrsModule.forRoot()],
      controllers: [HealthController, MetricsController, ...(parts.api ? API : [])],
      providers: [
        { provide: COMMANDS, useValue: parts.commands },
        { provide: READ_MODEL, useValue: parts.readModel },
        { provide: FLOOR_READER, useValue: parts.floorReader },
        { provide: OPERATIONS, useValue: parts.operations },
        { provide: REPLAYS, useValue: parts.replays },
        { provide: EVENT_TAILS, useValue: parts.tails },
        { provide: TOKEN_VERIFIER, useValue: parts.tokenVerifier },
        { provide: HEALTH, useValue: parts.health },
        { provide: METRICS, useValue: parts.metrics },
        { provide: LOGGER, useValue: parts.logger },
        { provide: FLAG_ENVIRONMENT, useValue: parts.flagEnvironment },
        { provide: APP_GUARD, useClass: BearerGuard },
        { provide: APP_FILTER, useClass: ProblemFilter },
        { provide: APP_INTERCEPTOR, useClass: NameBlockers },
        SubmitCommandHandler,
        FindOutcomeHandler,
        FindVenueHandler,
        ReadVenueClockHandler,
        FindBookingHandler,
        ListFlagsHandler,
        ExportEventsHandler,
        ReadTableHistoryHandler,
        ReadRefusedDemandHandler,
        ListVenuesHandler,
        ReadTimelineHandler,
        QuoteTablesHandler,
        PreviewRepackHandler,
        ReadManualContextHandler,
        ValidateTablesHandler,
        ReadHeldHandler,
        ReadHoldHandler,
        ReadSeatingHandler,
      ],
    };
  }
}
