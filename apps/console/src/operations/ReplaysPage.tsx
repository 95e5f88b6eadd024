import { useState } from 'react';
import type { ReplayView, Uuid } from '#contracts';
import { useNotices } from '../ui/telling.js';
import { explain } from './parts/explain.js';
import { Loaded } from './parts/Loaded.js';
import { OperationsPage } from './parts/OperationsPage.js';
import { ApplyDialog } from './replays/ApplyDialog.js';
import { ReplayCard } from './replays/ReplayCard.js';
import { ReplayForm } from './replays/ReplayForm.js';
import { useReplays } from './replays/use-replays.js';
import './replays/replays.css';

type Replays = ReturnType<typeof useReplays>;

/** The log once more, to what was made of it: compared, counted, watched, applied. */
export default function ReplaysPage() {
  const known = useReplays();
  return (
    <OperationsPage
      title="Replays"
      intro="Reads the log once more, to mend what was made of it. A dry run comes first; nothing of what guests were told is told again."
    >
      <ReplayForm onCount={known.count} onStart={known.start} />
      <Loaded query={known.replays} label="Reading the replays" rows={4}>
        {(replays) => <Earlier replays={replays} known={known} />}
      </Loaded>
    </OperationsPage>
  );
}

function Earlier({
  replays,
  known,
}: {
  readonly replays: readonly ReplayView[];
  readonly known: Replays;
}) {
  const { tell } = useNotices();
  const [applying, setApplying] = useState<ReplayView | null>(null);
  /** Why what was compared cannot be applied, by replay. */
  const [outdated, setOutdated] = useState<{ readonly [id: Uuid]: string }>({});
  const attempt = (deed: Promise<unknown>, failed: string): void => {
    deed.catch((error: unknown) => tell({ tone: 'error', text: failed, detail: explain(error) }));
  };
  const card = (replay: ReplayView) => (
    <ReplayCard
      key={replay.id}
      replay={replay}
      outdated={replay.state === 'compared' ? (outdated[replay.id] ?? null) : null}
      onApply={() => setApplying(replay)}
      onStop={() => attempt(known.stop(replay.id), 'Not stopped.')}
      onAgain={() => attempt(compareAgain(replay, known), 'Not compared.')}
    />
  );
  const open = replays.filter(({ state }) => state === 'running' || state === 'compared');
  const over = replays.filter((replay) => !open.includes(replay));
  return (
    <>
      {open.length > 0 && (
        <>
          <h2>Under way</h2>
          <ul className="cards replay-cards">{open.map(card)}</ul>
        </>
      )}
      <h2>Earlier ones</h2>
      {over.length === 0 ? (
        <p className="quiet">None yet. They are kept here, with who asked for them.</p>
      ) : (
        <ul className="cards replay-cards">{over.map(card)}</ul>
      )}
      {applying !== null && (
        <ApplyDialog
          replay={applying}
          onApply={() => known.apply(applying.id)}
          onOutdated={(why) => setOutdated((before) => ({ ...before, [applying.id]: why }))}
          onClose={() => setApplying(null)}
        />
      )}
    </>
  );
}

/** The new comparison takes the place of the old one, which is given up. */
async function compareAgain(
  { id, state, source, filter }: ReplayView,
  known: Replays,
): Promise<void> {
  if (state === 'compared') await known.stop(id);
  await known.start({ target: 'allocations', source, venueId: filter.venueId });
}
