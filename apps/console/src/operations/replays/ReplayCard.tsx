import type { ReplayView } from '#contracts';
import { useWorkplace } from '../../shell/workplace.js';
import { dayAndTime } from '../../time/venue-time.js';
import { Badge } from '../../ui/Badge.js';
import { Button } from '../../ui/Button.js';
import { Icon } from '../../ui/Icon.js';
import { Copy } from '../parts/Copy.js';
import { DifferenceTable } from './DifferenceTable.js';
import { ReplayProgress } from './ReplayProgress.js';
import { filterWords, outcomeWords, SOURCES, STATES, targetWords } from './replay-words.js';

export interface ReplayCardProps {
  readonly replay: ReplayView;
  /** Why what it compared cannot be applied any more; null: nobody has found that yet. */
  readonly outdated: string | null;
  readonly onApply: () => void;
  readonly onStop: () => void;
  readonly onAgain: () => void;
}

/** One replay: what was asked, how far it has come, what came of it, and what can be done now. */
export function ReplayCard({ replay, outdated, ...deeds }: ReplayCardProps) {
  const { venues, timeZone } = useWorkplace();
  const { id, target, source, filter, dryRun, state, difference, error, startedBy, startedAt } =
    replay;
  const { word, verdict } = STATES[state];
  const venueName = (venueId: string): string =>
    venues.find((venue) => venue.venueId === venueId)?.name ?? 'another venue';
  return (
    <li className="card replay" aria-label={`${targetWords(target)}, ${word.toLowerCase()}`}>
      <div className="card-head">
        <h3>
          {targetWords(target)}
          {dryRun && ' (only compared)'}
        </h3>
        {verdict === null ? (
          <span className="replay-state">
            <Icon name={state === 'running' ? 'hourglass' : 'block'} /> {word}
          </span>
        ) : (
          <Badge verdict={verdict}>{word}</Badge>
        )}
      </div>
      <p className="small quiet">
        {filterWords(filter, { timeZone, venueName })}, out of {SOURCES[source]}. Started by{' '}
        {startedBy}, {dayAndTime(startedAt, timeZone)}.
      </p>
      {state === 'running' && <ReplayProgress replay={replay} />}
      {state !== 'running' && <p>{outcomeWords(replay)}</p>}
      {difference !== null && difference.length > 0 && (
        <DifferenceTable difference={difference} isApplied={state === 'applied'} />
      )}
      {error !== null && <p className="replay-error">{error}</p>}
      {outdated !== null && (
        <p className="caution" role="alert">
          <Icon name="warning" label="Warning" />
          <span>{outdated}</span>
        </p>
      )}
      <Deeds replay={replay} isOutdated={outdated !== null} {...deeds} />
      <Copy text={id} what={`the id of the replay to ${targetWords(target)}`} />
    </li>
  );
}

function Deeds({
  replay: { state, target },
  isOutdated,
  onApply,
  onStop,
  onAgain,
}: Omit<ReplayCardProps, 'outdated'> & { readonly isOutdated: boolean }) {
  const isCompared = state === 'compared';
  const comparesAgain = target === 'allocations' && state !== 'running';
  if (state !== 'running' && !comparesAgain) return null;
  return (
    <div className="card-foot">
      {isCompared && (
        <Button
          kind={isOutdated ? 'plain' : 'primary'}
          why={isOutdated ? 'What was compared is not what is there now: compare again' : null}
          onClick={onApply}
        >
          Apply…
        </Button>
      )}
      {comparesAgain && (
        <Button kind={isOutdated ? 'primary' : 'plain'} onClick={onAgain}>
          Compare again
        </Button>
      )}
      {state === 'running' && <Button onClick={onStop}>Stop</Button>}
      {isCompared && (
        <Button kind="quiet" onClick={onStop}>
          Give it up
        </Button>
      )}
    </div>
  );
}
