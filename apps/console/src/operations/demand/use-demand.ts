import { useInfiniteQuery, useQuery } from '@tanstack/react-query';
import type { BookingBrief, RefusedView } from '#contracts';
import { keyOf } from '../../api/keys.js';
import { get } from '../../api/request.js';
import { useWorkplace } from '../../shell/workplace.js';
import { nowMs } from '../../time/clock.js';
import { RANGES } from './buckets.js';
import type { Range } from './buckets.js';

/** All, conflicts of any kind, or one code. */
export type Shown = string;

const CONFLICTS = 'TABLE_CONFLICT,HOLD_CONFLICT,TABLE_BLOCKED';

/** What was refused in a range: over time, by reason, and one by one. */
export function useDemand(range: Range, shown: Shown) {
  const { venueId } = useWorkplace();
  const path = `/api/venues/${venueId}/refused`;
  const codes = shown === 'all' ? null : shown === 'conflicts' ? CONFLICTS : shown;
  const overTime = useQuery({
    queryKey: keyOf('refused', venueId, 'over time', range),
    queryFn: ({ signal }) =>
      get<RefusedView>(
        path,
        { from: beginning(range), observed: 'include', groupBy: 'quarter-hour' },
        signal,
      ),
  });
  const listed = useInfiniteQuery({
    queryKey: keyOf('refused', venueId, 'listed', range, codes),
    queryFn: ({ signal, pageParam: before }) =>
      get<RefusedView>(
        path,
        { from: beginning(range), observed: 'include', codes, before },
        signal,
      ),
    initialPageParam: null as number | null,
    getNextPageParam: ({ next }) => next,
  });
  return { overTime, listed };
}

function beginning(range: Range): string {
  return new Date(nowMs() - RANGES[range].hours * 3_600_000).toISOString();
}

/** Everybody named on some pages, once. */
export function bookingsOf(pages: readonly RefusedView[]): readonly BookingBrief[] {
  return [...new Map(pages.flatMap((page) => page.bookings).map((b) => [b.bookingId, b])).values()];
}
