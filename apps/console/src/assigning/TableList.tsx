import type { Uuid } from '#contracts';
import { seatsOf } from '../timeline/tiles.js';
import { Icon } from '../ui/Icon.js';
import type { Choice, Reach } from './choices.js';

const GROUPS: readonly { readonly reach: Reach; readonly title: string }[] = [
  { reach: 'alone', title: 'Free and large enough' },
  { reach: 'joined', title: 'Free, to be joined' },
  { reach: 'not', title: 'Not to be had' },
];

/** Every table as a box to tick: what the plan shows, for the keyboard and for those who listen. */
export function TableList({
  choices,
  picked,
  onToggle,
}: {
  readonly choices: readonly Choice[];
  readonly picked: readonly Uuid[];
  readonly onToggle: (tableId: Uuid) => void;
}) {
  return (
    <div className="table-list">
      {GROUPS.map(({ reach, title }) => {
        const members = choices.filter((choice) => choice.reach === reach);
        if (members.length === 0) return null;
        return (
          <fieldset key={reach}>
            <legend>
              {title} ({members.length})
            </legend>
            {members.map((choice) => (
              <Row
                key={choice.table.id}
                choice={choice}
                isPicked={picked.includes(choice.table.id)}
                onToggle={onToggle}
              />
            ))}
          </fieldset>
        );
      })}
    </div>
  );
}

function Row({
  choice: { table, words, suggested, reach },
  isPicked,
  onToggle,
}: {
  readonly choice: Choice;
  readonly isPicked: boolean;
  readonly onToggle: (tableId: Uuid) => void;
}) {
  return (
    <label className={`table-row table-row-${reach} ${isPicked ? 'is-picked' : ''}`}>
      <input type="checkbox" checked={isPicked} onChange={() => onToggle(table.id)} />
      <strong>{table.label}</strong>
      <span>
        {suggested && <Icon name="star" label="suggested," />} {words}
      </span>
      <span className="quiet">
        {seatsOf(table)} · {table.zone}
      </span>
    </label>
  );
}
