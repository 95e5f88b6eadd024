import { ArrayMaxSize, ArrayMinSize, IsArray, IsIn } from 'class-validator';
import { EVENT_TYPES, REPLAY_SOURCES, REPLAY_TOPIC } from '#contracts';
import type { EventType, ReplayAsked, ReplayFrom } from '#contracts';
import type { ReplayFilter } from '#postgres';
import type { WantedReplay } from '../../replays/replay-jobs.js';
import { field, Flag, Id, Int, OneOf, Shaped, Time } from './fields.js';
import { refusal } from './parameters.js';
import { periodOf } from './period.js';

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

const TARGET = new RegExp(`^(?:allocations|telemetry)$|${REPLAY_TOPIC.source}`);

/** The body of `POST /api/operator/replays`. */
export class StartReplayRequest {
  @Shaped(TARGET, 'allocations, telemetry, or topic:<name> that is not one of our own', {
    description: 'allocations takes the whole log, of one venue or of all: no other filter',
    example: 'allocations',
  })
  readonly target!: ReplayAsked['target'];

  @OneOf(REPLAY_SOURCES, {
    optional: true,
    description:
      'Where the events are read; absent: postgres, the log. kafka is the topic that carries it: ' +
      'every record is checked, and a topic of another log is refused. A dry run counts in the log',
  })
  readonly source?: ReplayFrom | null;

  @Flag({
    optional: true,
    description: 'From kafka: false refuses a topic that lacks events, which the log would give',
  })
  readonly refill?: boolean | null;

  @Id({ optional: true, description: 'Absent: all venues' })
  readonly venueId?: string | null;

  @Flag({
    optional: true,
    description: 'Only counts; to allocations: compares, and leaves nothing to apply',
  })
  readonly dryRun?: boolean | null;

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

/** @throws a 400 problem naming a time that does not exist, or a filter that means nothing. */
export function wantedReplay(request: StartReplayRequest): Omit<WantedReplay, 'startedBy'> {
  const { target, dryRun, rate } = request;
  const source = request.source ?? 'postgres';
  const refill = request.refill ?? true;
  if (!refill && source !== 'kafka') {
    throw refusal([{ path: 'refill', message: 'means something only with `source` kafka' }]);
  }
  const filter: ReplayFilter = {
    venueId: request.venueId ?? null,
    types: request.types ?? null,
    ...periodOf(request),
    fromSeq: request.fromSeq ?? null,
  };
  if (target === 'allocations') requireWhole(filter);
  return { target, source, refill, filter, dryRun: dryRun ?? false, rate: rate ?? null };
}

/** Rows are what all events make of them. */
function requireWhole({ venueId: _venueId, ...others }: ReplayFilter): void {
  const narrowing = Object.entries(others).filter(([, value]) => value !== null);
  if (narrowing.length === 0) return;
  const message = 'means nothing to allocations, which take the whole log';
  throw refusal(narrowing.map(([path]) => ({ path, message })));
}
