import { useQueryClient } from '@tanstack/react-query';
import type { CommandOutcome, FlagView, Uuid } from '#contracts';
import { untilAnswered } from '../../api/attempts.js';
import { request } from '../../api/request.js';
import { AskDialog } from '../../ui/AskDialog.js';
import { Icon } from '../../ui/Icon.js';
import { useNotices } from '../../ui/telling.js';
import { explain } from '../parts/explain.js';
import { FLAG_WORDS, notEnforced, valuesOf } from './flag-words.js';

export interface FlipDialogProps {
  readonly flag: FlagView;
  /** Null: back to what applies without this flip. */
  readonly value: boolean | null;
  /** All flags of the scope, to tell what they come to together. */
  readonly flags: readonly FlagView[];
  readonly venue: { readonly venueId: Uuid; readonly name: string } | null;
  readonly onClose: () => void;
}

/** Says what the flip will mean, asks why, and does it. */
export function FlipDialog({ flag, value, flags, venue, onClose }: FlipDialogProps) {
  const queries = useQueryClient();
  const { tell } = useNotices();
  const { title, on, off } = FLAG_WORDS[flag.flag];
  const where = venue === null ? 'for all venues' : `for ${venue.name}`;
  const deed = value === null ? 'Take the flip back' : value ? 'Switch on' : 'Switch off';
  const loosened = value === null ? null : notEnforced({ ...valuesOf(flags), [flag.flag]: value });
  const flip = async (reason: string): Promise<void> => {
    const body = { value, reason, ...(venue === null ? {} : { venueId: venue.venueId }) };
    try {
      // Sent twice by a bad line, it is one flip.
      await untilAnswered(['flip', flag.flag, body], (key) => {
        const headers = { 'idempotency-key': key };
        return request<CommandOutcome>('PUT', `/api/flags/${flag.flag}`, { body, headers });
      });
    } finally {
      await queries.invalidateQueries({ queryKey: ['flags'] });
    }
    const state = value === null ? 'is as without it' : value ? 'is on' : 'is off';
    tell({ text: `${title}: ${state} ${where}.`, detail: 'In every process within a second.' });
  };
  return (
    <AskDialog
      title={`${deed}: ${title}`}
      doIt={`${deed} ${where}`}
      kind={loosened === null ? 'primary' : 'danger'}
      asksReason={{
        hint: 'Who asked for it, and what for; it is kept with your name',
        subject: `flip.${flag.flag}.${String(value)}.${venue?.venueId ?? 'all'}`,
      }}
      onDo={flip}
      explain={explain}
      onClose={onClose}
    >
      <p>
        {value === null
          ? venue === null
            ? 'Back to the value that each process was started with.'
            : 'Back to what applies to all venues.'
          : value
            ? on
            : off}{' '}
        It takes effect {where} within a second, without a restart.
      </p>
      {loosened !== null && (
        <p className="caution">
          <Icon name="warning" label="Warning" />
          <span>{loosened}</span>
        </p>
      )}
    </AskDialog>
  );
}
