import { useState } from 'react';
import type { ReplayAsked, ReplayCount } from '#contracts';
import { useSignedIn } from '../../session/session.js';
import { useWorkplace } from '../../shell/workplace.js';
import { Button } from '../../ui/Button.js';
import { explain } from '../parts/explain.js';
import { CountedEvents } from './CountedEvents.js';
import { ReplayFilters } from './ReplayFilters.js';
import { StartDialog } from './StartDialog.js';
import { TargetChoice } from './TargetChoice.js';
import { askedOf, missing, useWish } from './use-wish.js';
import type { Wish } from './use-wish.js';

export interface ReplayFormProps {
  readonly onCount: (asked: ReplayAsked) => Promise<ReplayCount>;
  readonly onStart: (asked: ReplayAsked) => Promise<unknown>;
}

/** Asks for a replay: first what it would do, then to do it. */
export function ReplayForm({ onCount, onStart }: ReplayFormProps) {
  const { venueId, venue, timeZone } = useWorkplace();
  const session = useSignedIn();
  const [wish, change] = useWish();
  const [counted, setCounted] = useState<ReplayCount | null>(null);
  const [isStarting, setStarting] = useState(false);
  const { isUnderWay, refusal, run } = useTrying();
  const asked = askedOf(wish, venueId, timeZone);
  const why = missing(wish) ?? (isUnderWay ? 'It is under way' : null);
  const alter = (part: Partial<Wish>): void => {
    setCounted(null);
    change(part);
  };
  return (
    <section className="card replay-form" aria-label="A new replay">
      <TargetChoice wish={wish} onChange={alter} />
      <ReplayFilters
        wish={wish}
        venueName={venue.name}
        whyNotAll={session.venues === '*' ? null : 'this token is for some venues only'}
        onChange={alter}
      />
      {refusal !== null && (
        <p className="trouble" role="alert">
          {refusal}
        </p>
      )}
      {counted !== null && <CountedEvents count={counted} />}
      <div className="card-foot">
        {wish.target === 'allocations' ? (
          <>
            <Button kind="primary" why={why} onClick={() => run(() => onStart(asked))}>
              Dry run: compare
            </Button>
            <span className="small quiet">Changes nothing; what differs can be applied then.</span>
          </>
        ) : (
          <>
            <Button
              kind={counted === null ? 'primary' : 'plain'}
              why={why}
              onClick={() => run(async () => setCounted(await onCount(asked)))}
            >
              Dry run: count
            </Button>
            <Button
              kind={counted === null ? 'plain' : 'primary'}
              why={why}
              onClick={() => setStarting(true)}
            >
              Start…
            </Button>
          </>
        )}
      </div>
      {isStarting && (
        <StartDialog
          asked={asked}
          counted={counted}
          onStart={async () => {
            await onStart(asked);
            setCounted(null);
          }}
          onClose={() => setStarting(false)}
        />
      )}
    </section>
  );
}

/** One thing at a time, and what came in its way. */
function useTrying() {
  const [isUnderWay, setUnderWay] = useState(false);
  const [refusal, setRefusal] = useState<string | null>(null);
  const run = (deed: () => Promise<unknown>): void => {
    setUnderWay(true);
    setRefusal(null);
    deed()
      .catch((error: unknown) => setRefusal(explain(error)))
      .finally(() => setUnderWay(false));
  };
  return { isUnderWay, refusal, run };
}
