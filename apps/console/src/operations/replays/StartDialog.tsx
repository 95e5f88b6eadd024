import type { ReplayAsked, ReplayCount } from '#contracts';
import { useWorkplace } from '../../shell/workplace.js';
import { AskDialog } from '../../ui/AskDialog.js';
import { explain } from '../parts/explain.js';
import {
  counted as countedWords,
  filterWords,
  SOURCES,
  startWords,
  targetWords,
} from './replay-words.js';

/** Says what a replay will do before it begins. */
export function StartDialog({
  asked,
  counted,
  onStart,
  onClose,
}: {
  readonly asked: ReplayAsked;
  /** Of the dry run; null: there was none. */
  readonly counted: ReplayCount | null;
  readonly onStart: () => Promise<void>;
  readonly onClose: () => void;
}) {
  const { timeZone, venue } = useWorkplace();
  const { venueId = null, types = null, from = null, to = null, fromSeq = null, rate } = asked;
  const source = SOURCES[asked.source ?? 'postgres'];
  const filter = { venueId, types, from, to, fromSeq };
  return (
    <AskDialog
      title={`Replay to ${targetWords(asked.target).toLowerCase()}?`}
      doIt="Start"
      onDo={onStart}
      explain={explain}
      onClose={onClose}
    >
      <p>{startWords(asked.target)}</p>
      <p>
        <strong>{filterWords(filter, { timeZone, venueName: () => venue.name })}</strong>, out of{' '}
        {source}
        {rate ? `, ${countedWords(rate, 'event')} a second at most.` : ', as fast as it goes.'}
      </p>
      <p>
        {counted === null
          ? 'No dry run was made of it, so how many events these are is not known.'
          : `The dry run counted ${countedWords(counted.events, 'event')}.`}
      </p>
    </AskDialog>
  );
}
