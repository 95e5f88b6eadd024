import { useEffect } from 'react';
import type { ReactNode } from 'react';
import type { Uuid } from '#contracts';
import { EmptyState } from '../ui/EmptyState.js';
import { Skeleton } from '../ui/Skeleton.js';
import { useWorkplace } from './workplace.js';

/**
 * Shows what is of one venue with that one chosen, whichever was before: a link leads to the venue
 * of what it names. Beside another venue's name, clock and live events it would pass for that one's.
 */
export function AtVenue({
  venueId: wanted,
  children,
}: {
  /** Null: it is of whichever venue is chosen, or not known yet. */
  readonly venueId: Uuid | null;
  readonly children: ReactNode;
}) {
  const { venueId, venues, chooseVenue } = useWorkplace();
  const isElsewhere = wanted !== null && wanted !== venueId;
  const isReached = venues.some((venue) => venue.venueId === wanted);
  useEffect(() => {
    if (isElsewhere && isReached) chooseVenue(wanted);
  }, [isElsewhere, isReached, wanted, chooseVenue]);
  if (!isElsewhere) return children;
  if (isReached) return <Skeleton rows={10} label="Going to its venue" />;
  return (
    <EmptyState title="This is of another venue">
      Your token does not reach it, or it was set up since this page was loaded: load it again, or
      ask for a token that names the venue.
    </EmptyState>
  );
}
