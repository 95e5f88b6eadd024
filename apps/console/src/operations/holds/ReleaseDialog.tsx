import { useQueryClient } from '@tanstack/react-query';
import type { BookingBrief, HoldView } from '#contracts';
import { sendCommand } from '../../api/commands.js';
import { AskDialog } from '../../ui/AskDialog.js';
import { useNotices } from '../../ui/telling.js';
import { explain } from '../parts/explain.js';
import { bookingWords } from '../parts/names.js';
import { tablesOf } from './HoldCard.js';

/** Asks before somebody else's hold is ended: there is no way back but to hold again. */
export function ReleaseDialog({
  hold,
  bookings,
  timeZone,
  onClose,
}: {
  readonly hold: HoldView;
  readonly bookings: readonly BookingBrief[];
  readonly timeZone: string;
  readonly onClose: () => void;
}) {
  const queries = useQueryClient();
  const { tell } = useNotices();
  const { holdId, bookingId, venueId, owner } = hold;
  const tables = tablesOf(hold);
  const forWhom = bookingId === null ? 'nobody yet' : bookingWords(bookingId, bookings, timeZone);
  const release = async (): Promise<void> => {
    try {
      await sendCommand('ReleaseHold', venueId, {
        holdId,
        bookingId,
        reason: 'Released from the holds page',
      });
      tell({ text: `${tables} released.` });
    } finally {
      await queries.invalidateQueries({ queryKey: ['holds'] });
    }
  };
  return (
    <AskDialog
      title={`Release ${tables}?`}
      doIt="Release"
      kind="danger"
      onDo={release}
      explain={explain}
      onClose={onClose}
    >
      <p>
        <strong>{owner ?? 'Somebody'}</strong> holds {tables} for <strong>{forWhom}</strong> and is
        perhaps about to confirm. Released, {hold.tables.length > 1 ? 'they are' : 'it is'} free for
        anybody at once.
      </p>
      <p>This cannot be undone; while they are free, the tables can be held again.</p>
    </AskDialog>
  );
}
