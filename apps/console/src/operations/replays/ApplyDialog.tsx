import type { ReplayView } from '#contracts';
import { ApiProblem } from '../../api/problem.js';
import { AskDialog } from '../../ui/AskDialog.js';
import { useNotices } from '../../ui/telling.js';
import { explain } from '../parts/explain.js';
import { counted, repairWords } from './replay-words.js';

/** What makes a comparison one that can never be applied; another is wanted. */
const OUTDATED: { readonly [code: string]: string } = {
  LOG_MOVED:
    'Nothing was applied: something was recorded since this was compared, and a repair to what was might undo it.',
  REPLAY_NOT_COMPARED: 'Nothing was applied: what was compared is not kept any more.',
};

/** Says what a repair will do before it is done. */
export function ApplyDialog({
  replay,
  onApply,
  onOutdated,
  onClose,
}: {
  readonly replay: ReplayView;
  readonly onApply: () => Promise<ReplayView>;
  /** Told why another comparison is wanted. */
  readonly onOutdated: (why: string) => void;
  readonly onClose: () => void;
}) {
  const { tell } = useNotices();
  const difference = replay.difference ?? [];
  const apply = async (): Promise<void> => {
    try {
      const { written } = await onApply();
      tell({ text: `Applied: ${counted(written, 'row')} repaired.` });
    } catch (error) {
      const outdated = error instanceof ApiProblem ? OUTDATED[error.code] : undefined;
      if (outdated === undefined) throw error;
      onOutdated([outdated, (error as ApiProblem).hint ?? ''].join(' ').trim());
    }
  };
  return (
    <AskDialog
      title="Repair the database tables?"
      doIt="Apply"
      kind="danger"
      onDo={apply}
      explain={explain}
      onClose={onClose}
    >
      <p>
        Makes {difference.map(({ table }) => table).join(', ')} what the log says:{' '}
        <strong>{repairWords(difference)}</strong>, all at once. Commands of{' '}
        {replay.filter.venueId === null ? 'all venues' : 'the venue'} wait for that moment.
      </p>
      <p>
        The log itself stays as it is. When anything was recorded since the comparison, nothing is
        applied.
      </p>
    </AskDialog>
  );
}
