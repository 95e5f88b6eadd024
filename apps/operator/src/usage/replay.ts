import { UTC_CLOCK, resolveTime } from '#allocation/policy';
import { EVENT_TYPES, REPLAY_SOURCES, REPLAY_TOPIC } from '#contracts';
import type { EventType, Instant, ReplayFrom } from '#contracts';
import type { ReplayTarget } from '#postgres';
import { InvalidArgumentError, Option } from 'commander';
import type { Command } from 'commander';
import { readRate } from './rate.js';
import { readReplayId, readVenueId } from './venue-id.js';

export interface ReplayOptions {
  readonly to?: ReplayTarget | 'allocations';
  readonly source?: ReplayFrom;
  readonly refill: boolean;
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

export const addReplay = (program: Command): Command =>
  withReplayOptions(
    program
      .command('replay')
      .summary('read the log again, into telemetry, a topic, stdout or the tables')
      .description(
        'Reads the log up to its present end, whole or as the filters say. Nothing else happens: no\n' +
          'projector and nobody outside sees the events again.\n\n' +
          'To telemetry: brings back the rows of observability_events that are missing, marked with\n' +
          'replay_id; those that are there stay as they are. To stdout: NDJSON. To topic:<name>: the\n' +
          'records of the events topic. Interrupted, also by kill -9, it goes on with --resume where\n' +
          'it was; stdout and topics may then see the last page twice. With --source kafka the events\n' +
          'are read from the topic, every one checked to follow from the one before; what retention\n' +
          'has cut off is read from the log, or with --no-refill refused.\n\n' +
          'To allocations: builds every table that the log folds into in a shadow schema and shows\n' +
          'where the live ones differ (exit code 3). What was shown is applied with --resume <id>\n' +
          '--apply, unless the log has moved since; --apply at once compares and repairs those rows in\n' +
          'one moment. It takes the whole log, of --venue or of all. Rows that no event accounts for\n' +
          'are taken away: backfill them before.',
      ),
  );

function withReplayOptions(command: Command): Command {
  return command
    .option('--to <target>', 'telemetry, stdout, topic:<name> or allocations', readTarget)
    .addOption(
      new Option('--source <where>', 'read the log itself, or the topic that carries it').choices([
        ...REPLAY_SOURCES,
      ]),
    )
    .option(
      '--no-refill',
      'from kafka: refuse where the topic lacks events, and do not read the log',
    )
    .option('--venue <id>', 'only this venue', readVenueId)
    .option('--types <names>', 'only these types of event, with commas between', readTypes)
    .option('--from <time>', 'recorded at this time or later: 2026-11-27T18:00:00Z', readTime)
    .option('--to-time <time>', 'recorded before this time', readTime)
    .option('--from-seq <n>', 'from this seq of each log partition on', readSeq)
    .option('--dry-run', 'only count what would be replayed')
    .option('--rate <n>', 'events per second at most', readRate)
    .option('--apply', 'with --to allocations: repair what differs')
    .option('--resume <id>', 'go on with a replay that was interrupted', readReplayId);
}

function readTarget(text: string): ReplayTarget | 'allocations' {
  if (text === 'telemetry' || text === 'stdout' || text === 'allocations') return text;
  if (text.startsWith('topic:allocator.')) {
    throw new InvalidArgumentError("The topics named allocator.* are the service's own.");
  }
  if (REPLAY_TOPIC.test(text)) return text as ReplayTarget;
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
  const sent = text.length === 10 ? `${text}T00:00Z` : text.replace(/(\d\d)(\d\d)$/, '$1:$2');
  const time = TIME.test(text) ? resolveTime(sent, UTC_CLOCK) : null;
  if (time?.ok) return time.instant;
  throw new InvalidArgumentError('It must be a time with its offset, as 2026-11-27T18:00:00Z.');
}

function readSeq(text: string): number {
  const seq = Number(text);
  if (Number.isSafeInteger(seq) && seq >= 1) return seq;
  throw new InvalidArgumentError('It must be a whole number from 1.');
}
