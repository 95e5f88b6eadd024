import type { Alternative, Uuid } from '#contracts';
import { alternativeWords } from '../words.js';
import type { Setting } from '../words.js';
import { Icon } from '../ui/Icon.js';
import { reasonWords } from './check-words.js';

/** What would work, best first, one press away. */
export function Suggestions({
  title,
  alternatives,
  picked,
  setting,
  onTake,
}: {
  readonly title: string;
  readonly alternatives: readonly Alternative[];
  readonly picked: readonly Uuid[];
  readonly setting: Setting;
  readonly onTake: (alternative: Alternative) => void;
}) {
  if (alternatives.length === 0) return null;
  return (
    <div role="group" aria-label={title}>
      <h3>{title}</h3>
      <ul className="offers">
        {alternatives.map((alternative, i) => (
          <li key={alternativeWords(alternative, setting)}>
            <button
              type="button"
              className="offer"
              aria-pressed={alternative.sameTime && isPicked(alternative, picked)}
              onClick={() => onTake(alternative)}
            >
              <strong>
                {i === 0 && <Icon name="star" label="best:" />}{' '}
                {alternativeWords(alternative, setting)}
              </strong>
              <span className="quiet">{reasonWords(alternative)}</span>
            </button>
          </li>
        ))}
      </ul>
    </div>
  );
}

function isPicked({ tables }: Alternative, picked: readonly Uuid[]): boolean {
  return tables.length === picked.length && tables.every(({ tableId }) => picked.includes(tableId));
}
