import type { Instant, RefusedGroup } from '#contracts';
import { instantOf } from '../../time/instant-of.js';
import { addDays } from '../../time/service-day.js';
import { calendarDay, clockTime, isoDate } from '../../time/venue-time.js';
import { codeWords } from '../../words.js';

/** The ranges to choose from, and how wide a bar of each is. */
export const RANGES = {
  '6h': { words: 'last 6 hours', hours: 6, bar: 'quarter' },
  '24h': { words: 'last 24 hours', hours: 24, bar: 'hour' },
  '7d': { words: 'last 7 days', hours: 7 * 24, bar: 'day' },
  '31d': { words: 'last 31 days', hours: 31 * 24, bar: 'day' },
} as const;
export type Range = keyof typeof RANGES;

/** A reason as it is counted; conflicts that were only observed are one of their own. */
export interface Reason {
  readonly key: string;
  readonly words: string;
}

/** How often something was refused for each reason, bar by bar. */
export interface Buckets {
  /** The most frequent first; all but the first few together. */
  readonly reasons: readonly Reason[];
  readonly bars: readonly {
    readonly label: string;
    /** As many as there are reasons. */
    readonly counts: readonly number[];
  }[];
}

const REASONS_MAX = 5;
const OTHER: Reason = { key: 'other', words: 'Other reasons' };
export const OBSERVED: Reason = { key: 'observed', words: 'Conflict, given all the same' };

export function reasonOf({ code, observed }: Pick<RefusedGroup, 'code' | 'observed'>): Reason {
  if (observed) return OBSERVED;
  return { key: code, words: codeWords(code).replace(/\.$/, '') };
}

/** Puts quarter hours into the bars of a range, those with nothing included. */
export function bucketsOf(
  groups: readonly RefusedGroup[],
  { from, to }: { readonly from: Instant; readonly to: Instant },
  range: Range,
  timeZone: string,
): Buckets {
  const starts = startsOf(from, to, RANGES[range].bar, timeZone);
  const reasons = mostFrequent(groups);
  const places = new Map(reasons.map(({ key }, place) => [key, place]));
  const counts = starts.map(() => reasons.map(() => 0));
  for (const group of groups) {
    const at = Date.parse(group.quarterHour!);
    const bar =
      counts[
        Math.max(
          0,
          starts.findLastIndex((start) => start <= at),
        )
      ];
    const place = places.get(reasonOf(group).key) ?? reasons.length - 1;
    if (bar !== undefined) bar[place]! += group.refusals;
  }
  const bars = starts.map((start, i) => ({
    label: labelOf(start, RANGES[range].bar, timeZone),
    counts: counts[i]!,
  }));
  return { reasons, bars };
}

function mostFrequent(groups: readonly RefusedGroup[]): readonly Reason[] {
  const found = new Map<string, { reason: Reason; refusals: number }>();
  for (const group of groups) {
    const reason = reasonOf(group);
    const before = found.get(reason.key)?.refusals ?? 0;
    found.set(reason.key, { reason, refusals: before + group.refusals });
  }
  const reasons = [...found.values()]
    .sort((a, b) => b.refusals - a.refusals)
    .map(({ reason }) => reason);
  if (reasons.length <= REASONS_MAX) return reasons;
  return [...reasons.slice(0, REASONS_MAX - 1), OTHER];
}

const BAR_MS = { quarter: 900_000, hour: 3_600_000 } as const;

/** When each bar begins; days are the venue's, and not always of 24 hours. */
function startsOf(from: Instant, to: Instant, bar: 'quarter' | 'hour' | 'day', zone: string) {
  const [first, last] = [Date.parse(from), Date.parse(to)];
  const starts: number[] = [];
  if (bar === 'day') {
    for (let day = isoDate(from, zone); ; day = addDays(day, 1)) {
      const start = Date.parse(instantOf(`${day}T00:00`, zone)!);
      if (start >= last) return starts;
      starts.push(start);
    }
  }
  for (let at = Math.floor(first / BAR_MS[bar]) * BAR_MS[bar]; at < last; at += BAR_MS[bar]) {
    starts.push(at);
  }
  return starts;
}

function labelOf(start: number, bar: 'quarter' | 'hour' | 'day', zone: string): string {
  if (bar !== 'day') return clockTime(start, zone);
  return calendarDay(start, zone).replace(/ \d{4}$/, '');
}
