import { useQueryClient } from '@tanstack/react-query';
import { useCallback, useMemo, useState } from 'react';
import type { Timeline, TimelineBooking, Uuid } from '#contracts';
import { keyOf } from '../api/keys.js';
import { isUndecided } from '../api/problem.js';
import { reseated } from './seating.js';
import type { Seat } from './seating.js';

/** A change that the service has not answered yet. */
export interface Pending {
  readonly booking: TimelineBooking;
  readonly seat: Seat | null;
}

/**
 * The timeline as it will be when everything asked for is granted. A change is shown at once, and
 * until the service's own picture has it; when it is refused, it is simply not shown any more.
 */
export function usePending(read: Timeline | undefined) {
  const queries = useQueryClient();
  const [pending, setPending] = useState<ReadonlyMap<Uuid, Pending>>(new Map());
  const timeline = useMemo(
    () =>
      read &&
      [...pending.values()].reduce(
        (shown, { booking, seat }) => reseated(shown, booking, seat),
        read,
      ),
    [read, pending],
  );

  const showWhile = useCallback(
    async <T>(changes: readonly Pending[], asked: Promise<T>): Promise<T> => {
      const queryKey = keyOf('timeline', read?.venueId ?? '');
      setPending(
        (now) => new Map([...now, ...changes.map((one) => [one.booking.bookingId, one] as const)]),
      );
      try {
        const answer = await asked;
        await queries.invalidateQueries({ queryKey });
        return answer;
      } catch (error) {
        // It may have been done all the same, and the event of it be lost with the answer.
        if (isUndecided(error)) void queries.invalidateQueries({ queryKey });
        throw error;
      } finally {
        setPending((now) => without(now, changes));
      }
    },
    [queries, read?.venueId],
  );
  return { timeline, showWhile };
}

/** A newer change of the same booking stays. */
function without(
  now: ReadonlyMap<Uuid, Pending>,
  changes: readonly Pending[],
): ReadonlyMap<Uuid, Pending> {
  return new Map([...now].filter(([, one]) => !changes.includes(one)));
}
