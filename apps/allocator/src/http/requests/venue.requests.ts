import { ArrayMaxSize, IsArray, Validate } from 'class-validator';
import { ADJACENCY_MODES, MOBILITIES, REFUSE_OR_WARN } from '#contracts';
import type {
  AdjacencyMode,
  CommandData,
  Mobility,
  Policy,
  RefuseOrWarn,
  ServicePeriod,
  Table,
  TurnTime,
} from '#contracts';
import {
  Decimal,
  Flag,
  Id,
  Int,
  Nested,
  NestedList,
  OneOf,
  Shaped,
  Text,
  field,
} from './fields.js';
import {
  AdjacencyPairs,
  KnownTimeZone,
  PartyBounds,
  UniqueTableIds,
  Weekdays,
} from './venue.constraints.js';

const TABLES_MAX = 2_000;
const ADJACENCIES_MAX = 10_000;
const SEATS_MAX = 1_000;
const MINUTES = { min: 0, max: 1_440 };
const HOLD_SECONDS = { min: 1, max: 86_400 };
const WALL_CLOCK = /^([01]\d|2[0-3]):[0-5]\d$/;
const WALL_CLOCK_OR_24 = /^(([01]\d|2[0-3]):[0-5]\d|24:00)$/;

export class PositionRequest {
  @Decimal({ min: -1e6, max: 1e6 })
  readonly x!: number;

  @Decimal({ min: -1e6, max: 1e6 })
  readonly y!: number;

  @Decimal({ min: -360, max: 360 }, { description: 'Degrees' })
  readonly rotation!: number;
}

export class TableRequest implements Table {
  @Id()
  readonly id!: string;

  @Text({ max: 200 })
  readonly label!: string;

  @Int({ min: 1, max: SEATS_MAX }, { description: 'Seats' })
  readonly capacity!: number;

  @Int({ min: 1, max: SEATS_MAX })
  readonly minParty!: number;

  @Int({ min: 1, max: SEATS_MAX })
  @Validate(PartyBounds)
  readonly maxParty!: number;

  @Text({ max: 200 })
  readonly zone!: string;

  @OneOf(MOBILITIES)
  readonly mobility!: Mobility;

  @Flag()
  readonly active!: boolean;

  @Nested(() => PositionRequest)
  readonly position!: PositionRequest;
}

export class TurnTimeRequest implements TurnTime {
  @Int({ min: 1, max: SEATS_MAX }, { description: 'Parties up to and including this size' })
  readonly upTo!: number;

  @Int({ min: 1, max: 10_080 })
  readonly minutes!: number;
}

export class ServicePeriodRequest implements ServicePeriod {
  @Text({ max: 200 })
  readonly name!: string;

  @field(
    { description: 'ISO weekdays, 1 Monday to 7 Sunday' },
    { type: 'array', items: { type: 'integer' } },
    [Validate(Weekdays)],
  )
  readonly days!: readonly number[];

  @Shaped(WALL_CLOCK, 'a time of day such as 18:30')
  readonly from!: string;

  @Shaped(WALL_CLOCK_OR_24, 'a time of day such as 23:30, or 24:00')
  readonly to!: string;

  @NestedList(() => TurnTimeRequest, { min: 1, max: 50 })
  readonly turnMinutes!: readonly TurnTimeRequest[];
}

export class BuffersRequest {
  @Int(MINUTES)
  readonly beforeMinutes!: number;

  @Int(MINUTES)
  readonly afterMinutes!: number;
}

export class HoldPolicyRequest {
  @Int(HOLD_SECONDS)
  readonly minSeconds!: number;

  @Int(HOLD_SECONDS)
  readonly defaultSeconds!: number;

  @Int(HOLD_SECONDS)
  readonly maxSeconds!: number;

  @Int(HOLD_SECONDS, { optional: true, description: 'Absent: three times maxSeconds' })
  readonly maxLifeSeconds?: number | null;
}

export class PolicyRequest implements Policy {
  @OneOf(REFUSE_OR_WARN)
  readonly outsideService!: RefuseOrWarn;

  @NestedList(() => ServicePeriodRequest, { min: 0, max: 100 })
  readonly servicePeriods!: readonly ServicePeriodRequest[];

  @Nested(() => BuffersRequest)
  readonly buffers!: BuffersRequest;

  @Nested(() => HoldPolicyRequest)
  readonly hold!: HoldPolicyRequest;

  @Int({ min: 1, max: 100 })
  readonly maxTables!: number;

  @Int({ min: 0, max: SEATS_MAX }, { optional: true })
  readonly maxSlack?: number | null;

  @OneOf(REFUSE_OR_WARN, { optional: true })
  readonly slackMode?: RefuseOrWarn | null;

  @OneOf(ADJACENCY_MODES)
  readonly adjacencyMode!: AdjacencyMode;

  @Int({ min: 1, max: SEATS_MAX }, { optional: true })
  readonly adjacencyMinParty?: number | null;
}

export class ConfigureVenueRequest implements Data<'ConfigureVenue'> {
  @Id()
  readonly venueId!: string;

  @Text({ max: 200 })
  readonly name!: string;

  @Text({ max: 100 }, { description: 'IANA name', example: 'Europe/Paris' })
  @Validate(KnownTimeZone)
  readonly timeZone!: string;

  @Shaped(/^[a-z][a-z0-9_-]{0,49}$/, 'a lower-case word such as table or room', {
    example: 'table',
  })
  readonly resourceType!: string;

  @NestedList(() => TableRequest, { min: 0, max: TABLES_MAX })
  @Validate(UniqueTableIds)
  readonly tables!: readonly TableRequest[];

  @field(
    { description: 'Pairs of ids of two of the tables' },
    {
      type: 'array',
      items: { type: 'array', items: { type: 'string', format: 'uuid' }, minItems: 2, maxItems: 2 },
      maxItems: ADJACENCIES_MAX,
    },
    [IsArray(), ArrayMaxSize(ADJACENCIES_MAX), Validate(AdjacencyPairs)],
    { kind: 'ids' },
  )
  readonly adjacencies!: readonly (readonly [string, string])[];

  @Nested(() => PolicyRequest)
  readonly policy!: PolicyRequest;

  @Flag({ optional: true, description: 'Drop tables that have future claims; needs a reason' })
  readonly force?: boolean;

  @Text({ max: 500 }, { optional: true })
  readonly reason?: string | null;
}

type Data<T extends keyof CommandData> = CommandData[T];
