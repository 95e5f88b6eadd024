import type {
  ReplayAsked,
  ReplayFilterView,
  ReplayFrom,
  ReplayState,
  ReplayView,
  TableDifference,
} from '#contracts';
import type { Verdict } from '../../ui/Badge.js';
import { dayAndTime } from '../../time/venue-time.js';
import { amount } from '../health/alert-words.js';
import { plainWords } from '../parts/names.js';

/** What a replay can be to, as the form offers it; a topic still wants its name. */
export const TARGETS = {
  allocations: {
    title: 'Database tables',
    words: 'Compare bookings, holds, assignments and blocks with the log, then repair them.',
  },
  telemetry: {
    title: 'Telemetry',
    words:
      'Add the rows that are missing of what operators and analysts query; rows that are there stay as they are.',
  },
  topic: {
    title: 'A topic',
    words: 'Publish recorded events once more, to a Kafka topic for it alone.',
  },
} as const;
export type TargetKind = keyof typeof TARGETS;

/** Where the events are read. */
export const SOURCES: { readonly [from in ReplayFrom]: string } = {
  postgres: 'the log',
  kafka: 'Kafka',
};

/** `Database tables`, `Telemetry`, `Topic lost-orders`. */
export function targetWords(target: string): string {
  if (target.startsWith('topic:')) return `Topic ${target.slice('topic:'.length)}`;
  return TARGETS[target as 'allocations' | 'telemetry']?.title ?? target;
}

export const STATES: {
  readonly [S in ReplayState]: { readonly word: string; readonly verdict: Verdict | null };
} = {
  running: { word: 'Running', verdict: null },
  compared: { word: 'Differs', verdict: 'warning' },
  applied: { word: 'Applied', verdict: 'pass' },
  done: { word: 'Done', verdict: 'pass' },
  stopped: { word: 'Stopped', verdict: null },
  failed: { word: 'Failed', verdict: 'error' },
};

interface Names {
  readonly timeZone: string;
  readonly venueName: (venueId: string) => string;
}

/** `Brasserie; recorded from Fri 27 Nov, 19:00; 2 types of event`. */
export function filterWords(filter: ReplayFilterView, { timeZone, venueName }: Names): string {
  const { venueId, types, from, to, fromSeq } = filter;
  const parts = [venueId === null ? 'All venues' : venueName(venueId)];
  if (from !== null) parts.push(`recorded from ${dayAndTime(from, timeZone)}`);
  if (to !== null) parts.push(`recorded before ${dayAndTime(to, timeZone)}`);
  if (fromSeq !== null) parts.push(`from number ${fromSeq} of each log partition on`);
  if (types !== null) parts.push(`only ${types.map(plainWords).join(', ').toLowerCase()}`);
  return parts.join('; ');
}

/** What came of a replay so far, in a sentence. */
export function outcomeWords({ target, state, events, written, difference }: ReplayView): string {
  const read = counted(events, 'event');
  if (target === 'allocations') {
    if (state === 'applied') return `${counted(written, 'row')} repaired.`;
    if (difference === null) return `${read} read.`;
    if (difference.length === 0) return `${read} read: the tables are what the log says.`;
    return `${read} read: the tables are not what the log says.`;
  }
  if (target === 'telemetry') return `${read} read, ${counted(written, 'row')} filled in.`;
  return `${counted(written, 'event')} published.`;
}

/** What starting it will do. */
export function startWords(target: ReplayAsked['target']): string {
  if (target === 'allocations') {
    return 'The log is read into tables beside the live ones, and these are compared with them. Nothing that anybody uses changes before the difference is applied.';
  }
  if (target === 'telemetry') {
    return 'Each event is looked up in telemetry; rows that are missing are filled in and marked as replayed. Rows that are there stay, so once more does no harm.';
  }
  return 'The events are published as they were recorded, to this topic only. Whoever reads it gets them, and gets them again each time this is done.';
}

/** What a repair does to the rows, all tables together: `adds 2 rows, changes 1 row`. */
export function repairWords(difference: readonly TableDifference[]): string {
  const deeds = [
    ['adds', 'added'],
    ['removes', 'removed'],
    ['changes', 'changed'],
  ] as const;
  const parts = deeds.flatMap(([verb, field]) => {
    const rows = difference.reduce((sum, table) => sum + table[field], 0);
    return rows === 0 ? [] : [`${verb} ${counted(rows, 'row')}`];
  });
  return parts.join(', ');
}

/** `1 row`, `1,200 rows`. */
export function counted(count: number, thing: string): string {
  return `${amount(count)} ${thing}${count === 1 ? '' : 's'}`;
}
