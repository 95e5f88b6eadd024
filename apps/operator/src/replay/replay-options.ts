import { EVENT_TYPES } from '#contracts';
import type { EventType, Instant } from '#contracts';
import type { ReplayFilter, ReplayTarget } from '#postgres';
import { InvalidArgumentError } from 'commander';
import type { Command } from 'commander';
import { readRate } from '../rate.js';
import { readVenueId } from '../venue-id.js';

export interface ReplayOptions {
  readonly to?: ReplayTarget | 'allocations';
  readonly venue?: string;
  readonly types?: readonly EventType[];
  readonly from?: Instant;
  readonly toTime?: Instant;
  readonly fromSeq?: number;
  readonly dryRun?: boolean;
  readonly rate?: number;
  readonly resume?: string;
  readonly apply?: boolean;
  readonly json?: boolean;
}

export function withReplayOptions(command: Command): Command {
  return command
    .option('--to <target>', 'telemetry, stdout, topic:<name> or allocations', readTarget)
    .option('--venue <id>', 'only this venue', readVenueId)
    .option('--types <names>', 'only these types of event, with commas between', readTypes)
    .option('--from <time>', 'recorded at this time or later: 2026-11-27T18:00:00Z', readTime)
    .option('--to-time <time>', 'recorded before this time', readTime)
    .option('--from-seq <n>', 'from this seq of each log partition on', readSeq)
    .option('--dry-run', 'only count what would be replayed')
    .option('--rate <n>', 'events per second at most', readRate)
    .option('--apply', 'with --to allocations: repair what differs')
    .option('--resume <id>', 'go on with a replay that was interrupted', readVenueId);
}

/** Whatever the options leave open is open. */
export function filterOf(options: ReplayOptions): ReplayFilter {
  return {
    venueId: options.venue ?? null,
    types: options.types ?? null,
    from: options.from ?? null,
    to: options.toTime ?? null,
    fromSeq: options.fromSeq ?? null,
  };
}

const TOPIC = /^topic:[A-Za-z0-9._-]{1,200}$/;

function readTarget(text: string): ReplayTarget | 'allocations' {
  if (text === 'telemetry' || text === 'stdout' || text === 'allocations') return text;
  if (text.startsWith('topic:allocator.')) {
    throw new InvalidArgumentError("The topics named allocator.* are the service's own.");
  }
  if (TOPIC.test(text)) return text as ReplayTarget;
  throw new InvalidArgumentError('It must be telemetry, stdout, topic:<name> or allocations.');
}

function readTypes(text: string): readonly EventType[] {
  const known: ReadonlySet<string> = new Set(EVENT_TYPES);
  const names = text.split(',').map((name) => name.trim());
  const wrong = names.find((name) => !known.has(name));
  if (wrong === undefined) return names as EventType[];
  throw new InvalidArgumentError(`"${wrong}" is no type of event: ${EVENT_TYPES.join(', ')}.`);
}

const TIME = /^\d{4}-\d\d-\d\d(T\d\d:\d\d(:\d\d(\.\d{1,9})?)?(Z|[+-]\d\d:?\d\d))?$/;

/** A day is its midnight in UTC. */
function readTime(text: string): Instant {
  const time = TIME.test(text) ? new Date(text) : null;
  if (time && !Number.isNaN(time.getTime())) return time.toISOString();
  throw new InvalidArgumentError('It must be a time with its offset, as 2026-11-27T18:00:00Z.');
}

function readSeq(text: string): number {
  const seq = Number(text);
  if (Number.isSafeInteger(seq) && seq >= 1) return seq;
  throw new InvalidArgumentError('It must be a whole number from 1.');
}
