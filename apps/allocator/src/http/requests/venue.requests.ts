import { ArrayMaxSize, IsArray, Validate } from 'class-validator';
import { ADJACENCY_MODES, LIMITS, MOBILITIES, REFUSE_OR_WARN } from '#contracts';
import type {
  AdjacencyMode,
  CommandData,
  Mobility,
  Overstay,
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
  Reason,
  Shaped,
  Text,
  field,
} from './fields.js';
import {
  AdjacencyPairs,
  ZoneName,
  PartyBounds,
  UniqueTableIds,
  Weekdays,
} from './venue.constraints.js';

const WALL_CLOCK = /^([01]\d|2[0-3]):[0-5]\d$/;
const WALL_CLOCK_OR_24 = /^(([01]\d|2[0-3]):[0-5]\d|24:00)$/;

export class PositionRequest {
  @Decimal(LIMITS.position)
  readonly x!: number;

  @Decimal(LIMITS.position)
  readonly y!: number;

  @Decimal(LIMITS.rotation, { description: 'Degrees' })
  readonly rotation!: number;
}

export class TableRequest implements Table {
  @Id()
  readonly id!: string;

  @Text({ max: LIMITS.name })
  readonly label!: string;

  @Int(LIMITS.seats, { description: 'Seats' })
  readonly capacity!: number;

  @Int(LIMITS.seats)
  readonly minParty!: number;

  @Int(LIMITS.seats)
  @Validate(PartyBounds)
  readonly maxParty!: number;

  @Text({ max: LIMITS.name })
  readonly zone!: string;

  @OneOf(MOBILITIES)
  readonly mobility!: Mobility;

  @Flag()
  readonly active!: boolean;

  @Nested(() => PositionRequest)
  readonly position!: PositionRequest;
}

export class TurnTimeRequest implements TurnTime {
  @Int(LIMITS.seats, { description: 'Parties up to and including this size' })
  readonly upTo!: number;

  @Int(LIMITS.turnMinutes)
  readonly minutes!: number;
}

export class ServicePeriodRequest implements ServicePeriod {
  @Text({ max: LIMITS.name })
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

  @NestedList(() => TurnTimeRequest, { min: 1, max: LIMITS.turnTimesPerPeriod })
  readonly turnMinutes!: readonly TurnTimeRequest[];
}

export class BuffersRequest {
  @Int(LIMITS.bufferMinutes)
  readonly beforeMinutes!: number;

  @Int(LIMITS.bufferMinutes)
  readonly afterMinutes!: number;
}

export class HoldPolicyRequest {
  @Int(LIMITS.holdSeconds)
  readonly minSeconds!: number;

  @Int(LIMITS.holdSeconds)
  readonly defaultSeconds!: number;

  @Int(LIMITS.holdSeconds)
  readonly maxSeconds!: number;

  @Int(LIMITS.holdSeconds, { optional: true, description: 'Absent: three times maxSeconds' })
  readonly maxLifeSeconds?: number | null;
}

export class OverstayRequest implements Overstay {
  @Int(LIMITS.overstayLeadMinutes, {
    description: 'How long before their end stays are lengthened',
  })
  readonly leadMinutes!: number;

  @Int(LIMITS.overstayExtendMinutes, { description: 'By how much at a time' })
  readonly extendMinutes!: number;

  @Int(LIMITS.overstayMaxMinutes, { description: 'At most so far past the booked end' })
  readonly maxMinutes!: number;
}

export class PolicyRequest implements Policy {
  @OneOf(REFUSE_OR_WARN)
  readonly outsideService!: RefuseOrWarn;

  @NestedList(() => ServicePeriodRequest, { min: 0, max: LIMITS.servicePeriodsPerVenue })
  readonly servicePeriods!: readonly ServicePeriodRequest[];

  @Nested(() => BuffersRequest)
  readonly buffers!: BuffersRequest;

  @Nested(() => HoldPolicyRequest)
  readonly hold!: HoldPolicyRequest;

  @Int({ min: 1, max: LIMITS.tablesPerCommand })
  readonly maxTables!: number;

  @Int({ min: 0, max: LIMITS.seats.max }, { optional: true })
  readonly maxSlack?: number | null;

  @OneOf(REFUSE_OR_WARN, { optional: true })
  readonly slackMode?: RefuseOrWarn | null;

  @OneOf(ADJACENCY_MODES)
  readonly adjacencyMode!: AdjacencyMode;

  @Int(LIMITS.seats, { optional: true })
  readonly adjacencyMinParty?: number | null;

  @Nested(() => OverstayRequest, { optional: true })
  readonly overstay?: OverstayRequest | null;
}

export class ConfigureVenueRequest implements Data<'ConfigureVenue'> {
  @Id()
  readonly venueId!: string;

  @Text({ max: LIMITS.name })
  readonly name!: string;

  @Text({ max: LIMITS.timeZone }, { description: 'IANA name', example: 'Europe/Paris' })
  @Validate(ZoneName)
  readonly timeZone!: string;

  @Shaped(/^[a-z][a-z0-9_-]{0,49}$/, 'a lower-case word such as table or room', {
    example: 'table',
  })
  readonly resourceType!: string;

  @NestedList(() => TableRequest, { min: 0, max: LIMITS.tablesPerVenue })
  @Validate(UniqueTableIds)
  readonly tables!: readonly TableRequest[];

  @field(
    { description: 'Pairs of ids of two of the tables' },
    {
      type: 'array',
      items: { type: 'array', items: { type: 'string', format: 'uuid' }, minItems: 2, maxItems: 2 },
      maxItems: LIMITS.adjacenciesPerVenue,
    },
    [IsArray(), ArrayMaxSize(LIMITS.adjacenciesPerVenue), Validate(AdjacencyPairs)],
    { kind: 'ids' },
  )
  readonly adjacencies!: readonly (readonly [string, string])[];

  @Nested(() => PolicyRequest)
  readonly policy!: PolicyRequest;

  @Flag({ optional: true, description: 'Drop tables that have future claims; needs a reason' })
  readonly force?: boolean;

  @Reason({ optional: true })
  readonly reason?: string | null;
}

type Data<T extends keyof CommandData> = CommandData[T];
