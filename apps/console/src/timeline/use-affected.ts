import { useQueries } from '@tanstack/react-query';
import type { Timeline, TimelineSegment, Uuid } from '#contracts';
import { affectedIn, daysToLookAt } from './affected.js';
import type { DaysToLookAt } from './affected.js';
import { timelineQuery } from './use-timeline.js';

/** Whom a block affects, as far as was looked. */
export interface Affected extends DaysToLookAt {
  readonly segments: readonly TimelineSegment[];
  /** Days are still being read. */
  readonly isReading: boolean;
  /** Some could not be read. */
  readonly isUnread: boolean;
}

/** Reads the days of a block that are not on show. Kept fresh by the event stream. */
export function useAffected(
  shown: Timeline,
  tableId: Uuid,
  start: string,
  end: string | null,
): Affected {
  const days = daysToLookAt(shown, start, end);
  const others = useQueries({
    queries: days.dates
      .filter((date) => date !== shown.date)
      .map((date) => timelineQuery(shown.venueId, date)),
  });
  const timelines = [shown, ...others.flatMap(({ data }) => data ?? [])];
  return {
    ...days,
    segments: affectedIn(timelines, tableId, start, end),
    isReading: others.some(({ isPending }) => isPending),
    isUnread: others.some(({ isError }) => isError),
  };
}
