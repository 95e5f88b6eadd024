import { useQuery } from '@tanstack/react-query';
import { useState } from 'react';
import type { ParkedVenueView } from '#contracts';
import { keyOf } from '../api/keys.js';
import { get } from '../api/request.js';
import { EmptyState } from '../ui/EmptyState.js';
import { ParkedCard } from './parked/ParkedCard.js';
import { ParkedDialog } from './parked/ParkedDialog.js';
import type { ParkedDialogProps } from './parked/ParkedDialog.js';
import { Loaded } from './parts/Loaded.js';
import { OperationsPage } from './parts/OperationsPage.js';
import './parked/parked.css';

/** That an event could not be applied is itself no event, so it is looked at anew. */
const EVERY_MS = 10_000;

/** Venues whose events wait because a projection could not take one of them. */
export default function ParkedPage() {
  const [asked, setAsked] = useState<Pick<ParkedDialogProps, 'parked' | 'deed'> | null>(null);
  const parked = useQuery({
    queryKey: keyOf('parked', 'all'),
    queryFn: ({ signal }) => get<readonly ParkedVenueView[]>('/api/operator/parked', {}, signal),
    refetchInterval: EVERY_MS,
  });
  return (
    <OperationsPage
      title="Parked events"
      intro="An event that a projection cannot take waits here, and with it all later ones of its venue. Commands and other venues go on."
    >
      <Loaded query={parked} label="Reading what is parked" rows={4}>
        {(venues) =>
          venues.length === 0 ? (
            <EmptyState title="Nothing is parked">Every projection takes every event.</EmptyState>
          ) : (
            <ul className="cards parked-cards">
              {venues.map((each) => (
                <ParkedCard
                  key={`${each.projection} ${each.venueId}`}
                  parked={each}
                  onResume={() => setAsked({ parked: each, deed: 'resume' })}
                  onDrop={() => setAsked({ parked: each, deed: 'drop' })}
                />
              ))}
            </ul>
          )
        }
      </Loaded>
      {asked !== null && <ParkedDialog {...asked} onClose={() => setAsked(null)} />}
    </OperationsPage>
  );
}
