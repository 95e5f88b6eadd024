import { useQuery } from '@tanstack/react-query';
import { useState } from 'react';
import type { HoldsView, HoldView } from '#contracts';
import { keyOf } from '../api/keys.js';
import { get } from '../api/request.js';
import { mayAct, useSignedIn } from '../session/session.js';
import { useWorkplace } from '../shell/workplace.js';
import { useNow } from '../time/clock.js';
import { EmptyState } from '../ui/EmptyState.js';
import { SweepButton } from './holds/SweepButton.js';
import { HoldCard } from './holds/HoldCard.js';
import { ReleaseDialog } from './holds/ReleaseDialog.js';
import { Loaded } from './parts/Loaded.js';
import { Choice, OperationsPage } from './parts/OperationsPage.js';
import './holds/holds.css';

/** The stream tells of one venue; holds of the others are looked at anew. */
const OTHERS_EVERY_MS = 10_000;

/** Every table that somebody keeps for a moment. */
export default function HoldsPage() {
  const { venueId, venues } = useWorkplace();
  const session = useSignedIn();
  const [scope, setScope] = useState<'venue' | 'all'>('venue');
  const holds = useQuery({
    queryKey: keyOf('holds', scope === 'all' ? 'all' : venueId),
    queryFn: ({ signal }) =>
      get<HoldsView>('/api/operator/holds', { venueId: scope === 'all' ? null : venueId }, signal),
    refetchInterval: scope === 'all' ? OTHERS_EVERY_MS : false,
  });
  const choosesScope = venues.length > 1 && mayAct(session, 'operator');
  return (
    <OperationsPage
      title="Holds"
      intro="Tables that somebody keeps for a moment, until they are confirmed, released or run out."
      tools={
        choosesScope && (
          <Choice
            label="Of"
            value={scope}
            onChoose={setScope}
            options={[
              ['venue', 'this venue'],
              ['all', 'all venues'],
            ]}
          />
        )
      }
    >
      <Loaded query={holds} label="Reading the holds">
        {(view) => <Holds view={view} />}
      </Loaded>
    </OperationsPage>
  );
}

function Holds({ view: { live, expired, bookings } }: { readonly view: HoldsView }) {
  const { venueId, venue, venues, timeZone } = useWorkplace();
  const [releasing, setReleasing] = useState<HoldView | null>(null);
  const now = useNow(1_000);
  const all = [...expired, ...live];
  const lapsed = all.filter(({ expiresAt }) => Date.parse(expiresAt) <= now);
  const running = all.filter(({ expiresAt }) => Date.parse(expiresAt) > now);
  const placeOf = (hold: HoldView) => venues.find((each) => each.venueId === hold.venueId);
  const zoneOf = new Map(venue.tables.map(({ id, zone }) => [id, zone]));
  const card = (hold: HoldView) => (
    <HoldCard
      key={hold.holdId}
      hold={hold}
      bookings={bookings}
      timeZone={placeOf(hold)?.timeZone ?? timeZone}
      venueName={hold.venueId === venueId ? null : (placeOf(hold)?.name ?? 'another venue')}
      zones={[...new Set(hold.tables.flatMap(({ tableId }) => zoneOf.get(tableId) ?? []))]}
      onRelease={() => setReleasing(hold)}
    />
  );
  return (
    <>
      <h2>{running.length === 1 ? '1 live hold' : `${running.length} live holds`}</h2>
      {running.length === 0 && (
        <EmptyState title="Nobody holds a table">
          A hold appears here the moment it is placed.
        </EmptyState>
      )}
      <ul className="cards">{running.map(card)}</ul>
      {lapsed.length > 0 && (
        <>
          <div className="holds-heading">
            <h2>{lapsed.length} past their time</h2>
            <SweepButton />
          </div>
          <p className="quiet">
            They keep nobody away any more and wait to be swept, which takes a second or two where a
            process sweeps.
          </p>
          <ul className="cards">{lapsed.map(card)}</ul>
        </>
      )}
      {releasing !== null && (
        <ReleaseDialog
          hold={releasing}
          bookings={bookings}
          timeZone={placeOf(releasing)?.timeZone ?? timeZone}
          onClose={() => setReleasing(null)}
        />
      )}
    </>
  );
}
