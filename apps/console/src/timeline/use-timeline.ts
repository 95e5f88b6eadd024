import { queryOptions, useQuery } from '@tanstack/react-query';
import type { Timeline, Uuid } from '#contracts';
import { keyOf } from '../api/keys.js';
import { get } from '../api/request.js';
import { useWorkplace } from '../shell/workplace.js';
import { dayInView } from '../time/day-in-view.js';
import type { DayInView } from '../time/day-in-view.js';

/** How a service day is read, and under which key its answer is kept. */
export function timelineQuery(venueId: Uuid, date: string) {
  return queryOptions({
    queryKey: keyOf('timeline', venueId, date),
    queryFn: ({ signal }) => get<Timeline>('/api/ops/tables/timeline', { venueId, date }, signal),
  });
}

/** The service day on show. Kept fresh by the event stream. */
export function useTimeline() {
  const { venueId, date } = useWorkplace();
  return useQuery<Timeline>({
    ...timelineQuery(venueId, date),
    // Another day appears where this one was, without a flash between them.
    placeholderData: (before) => (before?.venueId === venueId ? before : undefined),
  });
}

/** The service day on show, for the times of what is not of the timeline itself. */
export function useDayInView(): DayInView {
  const { timeZone, date } = useWorkplace();
  const { data } = useTimeline();
  return dayInView(data?.date === date ? data : { timeZone, date, service: [] });
}
