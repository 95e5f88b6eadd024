import { ArrayMaxSize, ArrayMinSize, IsArray, IsIn } from 'class-validator';
import { EVENT_TYPES } from '#contracts';
import type { EventType } from '#contracts';
import type { ReplayFilter } from '#postgres';
import { instant } from './events.query.js';
import { field, Id, Int, OneOf, Time } from './fields.js';

const REPLAY_TYPES: PropertyDecorator = field(
  { optional: true, description: 'Absent: all types' },
  { type: 'array', items: { type: 'string', enum: [...EVENT_TYPES] } },
  [
    IsArray(),
    ArrayMinSize(1),
    ArrayMaxSize(EVENT_TYPES.length),
    IsIn([...EVENT_TYPES], { each: true }),
  ],
);

/** The body of `POST /api/operator/replays`. */
export class StartReplayRequest {
  @OneOf(['telemetry'], { description: 'The command line knows other targets' })
  readonly target!: 'telemetry';

  @Id({ optional: true, description: 'Absent: all venues' })
  readonly venueId?: string | null;

  @REPLAY_TYPES
  readonly types?: readonly EventType[] | null;

  @Time({ optional: true, description: 'Recorded at this time or later' })
  readonly from?: string | null;

  @Time({ optional: true, description: 'Recorded before this time' })
  readonly to?: string | null;

  @Int(
    { min: 1, max: Number.MAX_SAFE_INTEGER },
    { optional: true, description: 'From this seq of each log partition on' },
  )
  readonly fromSeq?: number | null;

  @Int({ min: 1, max: 1_000_000 }, { optional: true, description: 'Events per second at most' })
  readonly rate?: number | null;
}

/** @throws a 400 problem naming a time that does not exist. */
export function replayFilter(request: StartReplayRequest): ReplayFilter {
  return {
    venueId: request.venueId ?? null,
    types: request.types ?? null,
    from: instant('from', request.from ?? undefined),
    to: instant('to', request.to ?? undefined),
    fromSeq: request.fromSeq ?? null,
  };
}
