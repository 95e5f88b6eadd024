import { useMutation } from '@tanstack/react-query';
import { useState } from 'react';
import type { RepackAnswer, RepackMove, RepackPreview, TableRef, Uuid } from '#contracts';
import { untilAnswered } from '../api/attempts.js';
import { isUndecided } from '../api/problem.js';
import type { ApiProblem } from '../api/problem.js';
import { spanIn } from '../time/day-in-view.js';
import { Button } from '../ui/Button.js';
import { Dialog } from '../ui/Dialog.js';
import { useNotices } from '../ui/telling.js';
import { problemWords, shortId } from '../words.js';
import type { Setting } from '../words.js';
import { auto } from './api.js';

/** Seats a party that does not fit by moving as few others as possible: shown first, then done. */
export function MakeRoom({
  bookingId,
  setting,
}: {
  readonly bookingId: Uuid;
  readonly setting: Setting;
}) {
  const [isOpen, setOpen] = useState(false);
  const { tell } = useNotices();
  const preview = useMutation<RepackPreview, ApiProblem>({
    mutationFn: () => auto.repack(bookingId),
  });
  const apply = useMutation<RepackAnswer, ApiProblem, RepackPreview>({
    mutationFn: (shown) =>
      untilAnswered(['repack', bookingId, shown], (key) => auto.confirmRepack(shown, key)),
    onSuccess: ({ assignments }) => {
      setOpen(false);
      tell({ text: `Seated at ${assignments.map(({ label }) => label).join(' + ')}.` });
    },
    // What was shown is not what is any more: it is shown anew, and decided anew. Without an answer
    // nobody knows, and the same can be asked again.
    onError: (error) => {
      if (!isUndecided(error)) preview.mutate();
    },
  });
  const open = (): void => {
    setOpen(true);
    apply.reset();
    preview.mutate();
  };
  const shown = preview.data;
  return (
    <>
      <Button onClick={open}>Make room…</Button>
      {isOpen && (
        <Dialog
          title="Make room by moving others"
          onClose={() => setOpen(false)}
          actions={
            <>
              <Button onClick={() => setOpen(false)}>Leave it</Button>
              <Button
                kind="primary"
                why={whyNot(shown, preview.isPending || apply.isPending)}
                onClick={() => apply.mutate(shown!)}
              >
                {apply.isPending ? 'Moving…' : 'Move and seat'}
              </Button>
            </>
          }
        >
          {apply.error !== null && (
            <p role="alert">
              <strong>{isUndecided(apply.error) ? 'No answer.' : 'Nothing was moved.'}</strong>{' '}
              {problemWords(apply.error, setting)}
            </p>
          )}
          {preview.error !== null && <p role="alert">{problemWords(preview.error, setting)}</p>}
          {preview.isPending && <p role="status">Looking for the fewest moves…</p>}
          {shown !== undefined && !preview.isPending && <Preview {...{ shown, setting }} />}
        </Dialog>
      )}
    </>
  );
}

function Preview({
  shown: { tables, moves, window, considered, complete },
  setting,
}: {
  readonly shown: RepackPreview;
  readonly setting: Setting;
}) {
  const looked = `${considered} arrangements were looked at${complete ? '' : ', not all there are'}.`;
  if (tables === null) {
    return (
      <p role="status">
        Nobody can be moved so that this party fits; those who are here already, pinned or held stay
        where they are. <span className="quiet">{looked}</span>
      </p>
    );
  }
  const at = `${labels(tables)}, ${spanIn(setting, window.start, window.end)}`;
  return (
    <div role="status">
      <p>
        <strong>
          {moves.length === 0
            ? `They fit without moving anybody: ${at}.`
            : `Seat them at ${at} by moving ${moves.length === 1 ? 'one party' : `${moves.length} parties`}:`}
        </strong>
      </p>
      <ul>
        {moves.map((move) => (
          <li key={move.bookingId}>{moveWords(move, setting)}</li>
        ))}
      </ul>
      <p className="quiet">{looked} All of it is done, or nothing.</p>
    </div>
  );
}

/** `Rossi, party of 4: from M4 to M7, at the same time.` */
function moveWords({ bookingId, partySize, from, to }: RepackMove, { nameOf }: Setting): string {
  const name = nameOf?.(bookingId) ?? shortId(bookingId);
  return `${name}, party of ${partySize}: from ${labels(from)} to ${labels(to)}, at the same time.`;
}

function labels(tables: readonly TableRef[]): string {
  return tables.map(({ label }) => label).join(' + ');
}

function whyNot(shown: RepackPreview | undefined, isBusy: boolean): string | null {
  if (isBusy) return 'Wait a moment';
  if (shown === undefined) return 'There is nothing to do yet';
  return shown.tables === null ? 'No move makes room' : null;
}
