import { TARGETS } from './replay-words.js';
import type { TargetKind } from './replay-words.js';
import type { Wish } from './use-wish.js';

/** What the log is replayed to. */
export function TargetChoice({
  wish,
  onChange,
}: {
  readonly wish: Wish;
  readonly onChange: (change: Partial<Wish>) => void;
}) {
  return (
    <fieldset className="targets">
      <legend>Replay the log to</legend>
      {Object.entries(TARGETS).map(([kind, { title, words }]) => (
        <label key={kind} className="target">
          <input
            type="radio"
            name="target"
            checked={wish.target === kind}
            onChange={() => onChange({ target: kind as TargetKind })}
          />
          <span>
            <strong>{title}</strong>
            <span className="small quiet">{words}</span>
          </span>
        </label>
      ))}
      {wish.target === 'topic' && (
        <label className="choice">
          <span>Name of the topic</span>
          <input
            value={wish.topic}
            maxLength={200}
            spellCheck={false}
            autoComplete="off"
            placeholder="rebuild.bookings"
            onChange={({ target }) => onChange({ topic: target.value })}
          />
        </label>
      )}
    </fieldset>
  );
}
