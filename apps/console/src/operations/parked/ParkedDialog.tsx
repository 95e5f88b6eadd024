import { useQueryClient } from '@tanstack/react-query';
import type { ParkedResumed, ParkedVenueView } from '#contracts';
import { request } from '../../api/request.js';
import { AskDialog } from '../../ui/AskDialog.js';
import { useNotices } from '../../ui/telling.js';
import { explain } from '../parts/explain.js';
import { plainWords } from '../parts/names.js';
import { projectionWords } from './ParkedCard.js';

export interface ParkedDialogProps {
  readonly parked: ParkedVenueView;
  readonly deed: 'resume' | 'drop';
  readonly onClose: () => void;
}

/** Asks why, does it, and tells what came of it. */
export function ParkedDialog({ parked, deed, onClose }: ParkedDialogProps) {
  const queries = useQueryClient();
  const { tell } = useNotices();
  const { venueId, venueName, projection, first, events } = parked;
  const name = venueName ?? venueId;
  const post = async <T,>(reason: string): Promise<T> => {
    try {
      const path = `/api/operator/parked/${venueId}/${deed}`;
      return await request<T>('POST', path, { body: { projection, reason } });
    } finally {
      for (const topic of ['parked', 'lag', 'alerts']) {
        void queries.invalidateQueries({ queryKey: [topic] });
      }
    }
  };
  const resume = async (reason: string): Promise<void> => {
    const { stuck, events: applied } = await post<ParkedResumed>(reason);
    tell(resumedWords(name, applied, stuck));
  };
  const drop = async (reason: string): Promise<void> => {
    await post(reason);
    tell({ text: 'Dropped.', detail: `${name} waits to be resumed.` });
  };
  const subject = `${deed}.${projection}.${venueId}`;
  const shared = { onClose, explain, asksReason: { hint: 'It is kept with your name', subject } };
  if (deed === 'resume') {
    return (
      <AskDialog {...shared} title={`Resume ${name}?`} doIt="Resume" onDo={resume}>
        <p>
          {events === 1 ? 'The event that waits is' : `The ${events} events that wait are`} applied
          to {projectionWords(projection)}, in their order. Should one still not be taken, it stops
          there and says which.
        </p>
      </AskDialog>
    );
  }
  return (
    <AskDialog
      {...shared}
      title={`Drop “${plainWords(first.type)}” of ${name}?`}
      doIt="Drop for good"
      kind="danger"
      typed={name}
      onDo={drop}
    >
      <p>
        This event is never applied to {projectionWords(projection)}; its rows will be missing
        there, also after a replay. The log keeps the event, and nothing else of the service
        changes. Those behind it wait to be resumed.
      </p>
      <p>
        <strong>This cannot be undone.</strong> Where the cause can be mended, mend it and resume.
      </p>
    </AskDialog>
  );
}

function resumedWords(name: string, applied: number, stuck: ParkedResumed['stuck']) {
  const done = applied === 1 ? '1 event was applied' : `${applied} events were applied`;
  if (stuck === null) return { text: `${name} is live again.`, detail: `${done}.` };
  return {
    tone: 'error' as const,
    text: `${name} is still parked.`,
    detail: `${done}; number ${stuck.seq} of log partition ${stuck.partition} is not taken: ${stuck.error}`,
  };
}
