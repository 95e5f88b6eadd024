import type { Timeline, TimelineSegment, Uuid } from '#contracts';
import { dayInView, isInView } from '../time/day-in-view.js';
import { instantOf } from '../time/instant-of.js';
import { addDays } from '../time/service-day.js';
import { wallClock } from '../time/venue-time.js';

/** How many days of a long block are looked at: each is a day's timeline to read. */
const DAYS_MAX = 8;

/** The service days that tell whom a block affects. */
export interface DaysToLookAt {
  /** `YYYY-MM-DD`, by time; never none. */
  readonly dates: readonly string[];
  /** Nothing of the block lies outside of them. */
  readonly isAll: boolean;
}

/**
 * The day on show where that is all of it; else from the evening before it begins, which may go on
 * past midnight, to the day on which it ends, if that is near.
 *
 * @param start by the venue's clock, `2026-11-27T19:30`
 * @param end the same; null: until further notice
 */
export function daysToLookAt(shown: Timeline, start: string, end: string | null): DaysToLookAt {
  const onShow = { dates: [shown.date], isAll: true };
  const view = dayInView(shown);
  const from = instantOf(start, shown.timeZone);
  const to = end === null ? null : instantOf(end, shown.timeZone);
  // Half typed, or in the wrong order: nothing is asked for yet.
  if (from === null || (end !== null && (to === null || to <= from))) return onShow;
  if (to !== null && isInView(view, from) && isInView(view, to)) return onShow;
  const last = end === null ? null : end.slice(0, 10);
  const dates: string[] = [];
  for (let day = addDays(start.slice(0, 10), -1); dates.length < DAYS_MAX; day = addDays(day, 1)) {
    if (last !== null && day > last) break;
    dates.push(day);
  }
  return { dates, isAll: last !== null && dates.at(-1)! >= last };
}

/** Who has the table in a time, of those days, by time; what only blocks it or observes is nobody. */
export function affectedIn(
  timelines: readonly Timeline[],
  tableId: Uuid,
  start: string,
  end: string | null,
): readonly TimelineSegment[] {
  const found = new Map<Uuid, TimelineSegment>();
  for (const { rows, timeZone } of timelines) {
    const row = rows.find(({ table }) => table.id === tableId);
    for (const segment of row?.segments ?? []) {
      if (isAffected(segment, start, end, timeZone)) found.set(segment.id, segment);
    }
  }
  return [...found.values()].sort((a, b) => a.window.start.localeCompare(b.window.start));
}

/** Compared as wall-clock texts of one venue, which sort as its times do. */
function isAffected(
  { shadow, past, kind, window }: TimelineSegment,
  start: string,
  end: string | null,
  timeZone: string,
): boolean {
  if (shadow || past || kind === 'block') return false;
  const from = wallClock(window.start, timeZone);
  const to = window.end === null ? null : wallClock(window.end, timeZone);
  return (end === null || from < end) && (to === null || start < to);
}
