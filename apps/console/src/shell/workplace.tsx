import { useQuery } from '@tanstack/react-query';
import { createContext, useCallback, useContext, useMemo, useState } from 'react';
import type { ReactNode } from 'react';
import type { Uuid, VenueClock, VenueSummary, VenueView } from '#contracts';
import { keyOf } from '../api/keys.js';
import { ApiProblem } from '../api/problem.js';
import { get } from '../api/request.js';
import { useSignedIn } from '../session/session.js';
import { useNow } from '../time/clock.js';
import { serviceDate } from '../time/service-day.js';
import { showBy } from '../time/venue-time.js';
import { Skeleton } from '../ui/Skeleton.js';
import { DeadEnd } from './DeadEnd.js';

/** Where and for which day the person works. */
export interface Workplace {
  readonly venues: readonly VenueSummary[];
  readonly venueId: Uuid;
  readonly venue: VenueView;
  readonly timeZone: string;
  /** The service day on show, `YYYY-MM-DD`. */
  readonly date: string;
  /** The service day that is on now. */
  readonly today: string;
  readonly chooseVenue: (venueId: Uuid) => void;
  /** Null: whichever service day is on. */
  readonly chooseDate: (date: string | null) => void;
}

/** How often the clock is asked for again: laws change while a page is open for days. */
const CLOCK_EVERY_MS = 10 * 60_000;
const STORED = 'allocator.venue';
const WorkplaceContext = createContext<Workplace | null>(null);

export function useWorkplace(): Workplace {
  const workplace = useContext(WorkplaceContext);
  if (workplace === null) throw new Error('outside of <WorkplaceProvider>');
  return workplace;
}

export function WorkplaceProvider({ children }: { readonly children: ReactNode }) {
  const [chosen, setChosen] = useState(() => localStorage.getItem(STORED));
  const [date, chooseDate] = useState<string | null>(null);
  const venues = useQuery({
    queryKey: keyOf('venues', 'all'),
    queryFn: ({ signal }) => get<readonly VenueSummary[]>('/api/venues', {}, signal),
  });
  const known = venues.data ?? [];
  const venueId = (known.find((venue) => venue.venueId === chosen) ?? known[0])?.venueId;
  const venue = useQuery({
    queryKey: keyOf('venue', venueId ?? 'all'),
    queryFn: ({ signal }) => get<VenueView>(`/api/venues/${venueId}`, {}, signal),
    enabled: venueId !== undefined,
  });
  const clock = useQuery({
    queryKey: keyOf('clock', venueId ?? 'all'),
    queryFn: async ({ signal }) => {
      const found = await get<VenueClock>(`/api/venues/${venueId}/clock`, {}, signal);
      showBy(found);
      return found;
    },
    enabled: venueId !== undefined,
    refetchInterval: CLOCK_EVERY_MS,
  });
  // Better by the browser's clock than not at all.
  const isClockKnown = clock.data !== undefined || clock.error !== null;
  const chooseVenue = useCallback((next: Uuid) => {
    localStorage.setItem(STORED, next);
    setChosen(next);
    chooseDate(null);
  }, []);
  const minute = useNow(60_000);
  const workplace = useMemo((): Workplace | null => {
    if (venue.data === undefined || venueId === undefined || !isClockKnown) return null;
    const { policy, timeZone } = venue.data;
    const today = serviceDate(policy, timeZone, minute);
    return {
      venues: venues.data ?? [],
      venueId,
      venue: venue.data,
      timeZone,
      today,
      date: date ?? today,
      chooseVenue,
      chooseDate,
    };
  }, [
    venues.data,
    venue.data,
    clock.dataUpdatedAt,
    isClockKnown,
    venueId,
    date,
    minute,
    chooseVenue,
  ]);

  if (workplace !== null) return <WorkplaceContext value={workplace}>{children}</WorkplaceContext>;
  if (venues.data?.length === 0) return <NoVenue onRetry={() => void venues.refetch()} />;
  const failed = venues.error === null ? venue : venues;
  if (failed.error === null) return <Skeleton rows={12} label="Reading the venue" />;
  const { error, refetch } = failed;
  return (
    <DeadEnd title="The venue could not be read" onRetry={() => void refetch()}>
      {error.message} {error instanceof ApiProblem && error.hint}
    </DeadEnd>
  );
}

function NoVenue({ onRetry }: { readonly onRetry: () => void }) {
  const { venues } = useSignedIn();
  return (
    <DeadEnd title="No venue to work in" onRetry={onRetry}>
      {venues === '*'
        ? 'No venue is set up at this service yet. Once one is, try again.'
        : 'No venue that this token names is set up here. Ask whoever gave it to you for one that ' +
          'names your venue, and sign in with that.'}
    </DeadEnd>
  );
}
