import { useQuery } from '@tanstack/react-query';
import { useState } from 'react';
import type { FlagView } from '#contracts';
import { keyOf } from '../api/keys.js';
import { get } from '../api/request.js';
import { useSignedIn } from '../session/session.js';
import { useWorkplace } from '../shell/workplace.js';
import { Icon } from '../ui/Icon.js';
import { FlagCard } from './flags/FlagCard.js';
import { notEnforced, valuesOf } from './flags/flag-words.js';
import { FlipDialog } from './flags/FlipDialog.js';
import { Loaded } from './parts/Loaded.js';
import { Choice, OperationsPage } from './parts/OperationsPage.js';
import './flags/flags.css';

/** A flip for all venues is no event of this one, so those are looked at anew. */
const GLOBAL_EVERY_MS = 10_000;

type Scope = 'venue' | 'global';

/** The switches: how they stand, who put them so and why. */
export default function FlagsPage() {
  const { venueId, venue } = useWorkplace();
  const [scope, setScope] = useState<Scope>('venue');
  const isVenue = scope === 'venue';
  const flags = useQuery({
    queryKey: keyOf('flags', isVenue ? venueId : 'all'),
    queryFn: ({ signal }) =>
      get<readonly FlagView[]>('/api/flags', { venueId: isVenue ? venueId : null }, signal),
    refetchInterval: GLOBAL_EVERY_MS,
  });
  return (
    <OperationsPage
      title="Flags"
      intro="Switches that take effect at once and everywhere, each flip kept with who and why."
      tools={
        <Choice
          label="As they apply to"
          value={scope}
          onChoose={setScope}
          options={[
            ['venue', venue.name],
            ['global', 'all venues without a flip of their own'],
          ]}
        />
      }
    >
      <Loaded query={flags} label="Reading the flags">
        {(all) => <Flags flags={all} scope={scope} />}
      </Loaded>
    </OperationsPage>
  );
}

function Flags({ flags, scope }: { readonly flags: readonly FlagView[]; readonly scope: Scope }) {
  const { venueId, venue } = useWorkplace();
  const session = useSignedIn();
  const [asked, setAsked] = useState<{ flag: FlagView; value: boolean | null } | null>(null);
  const loose = notEnforced(valuesOf(flags));
  const why =
    scope === 'global' && session.venues !== '*'
      ? 'Flipping for all venues takes a token for all venues'
      : null;
  return (
    <>
      {loose !== null && (
        <p className="caution" role="status">
          <Icon name="warning" label="Warning" />
          <span>{loose}</span>
        </p>
      )}
      <ul className="cards">
        {flags.map((flag) => (
          <FlagCard
            key={flag.flag}
            flag={flag}
            scope={scope}
            why={why}
            onFlip={(value) => setAsked({ flag, value })}
          />
        ))}
      </ul>
      {asked !== null && (
        <FlipDialog
          {...asked}
          flags={flags}
          venue={scope === 'venue' ? { venueId, name: venue.name } : null}
          onClose={() => setAsked(null)}
        />
      )}
    </>
  );
}
