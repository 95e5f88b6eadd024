import type { EventType, ReplayFrom } from '#contracts';
import { CONCERNS } from '../../live/concerns.js';
import { WallClockInput } from '../../ui/WallClockInput.js';
import { Choice } from '../parts/OperationsPage.js';
import { plainWords } from '../parts/names.js';
import { SOURCES } from './replay-words.js';
import type { Wish } from './use-wish.js';

const TYPES = (Object.keys(CONCERNS) as EventType[]).sort();

export interface ReplayFiltersProps {
  readonly wish: Wish;
  readonly venueName: string;
  /** Why this person cannot ask for all venues; null: they can. */
  readonly whyNotAll: string | null;
  readonly onChange: (change: Partial<Wish>) => void;
}

/** Which events, and how fast. */
export function ReplayFilters({ wish, venueName, whyNotAll, onChange }: ReplayFiltersProps) {
  const { target, source, everyVenue, rate } = wish;
  return (
    <>
      <div className="replay-filters">
        <Choice
          label="Venue"
          value={everyVenue ? 'all' : 'venue'}
          onChoose={(value) => onChange({ everyVenue: value === 'all' })}
          options={[
            ['venue', venueName],
            ...(whyNotAll === null ? ([['all', 'all venues']] as const) : []),
          ]}
        />
        <Choice
          label="Read from"
          value={source}
          onChoose={(value) => onChange({ source: value as ReplayFrom })}
          options={Object.entries(SOURCES)}
        />
        <label className="choice">
          <span>Events a second at most</span>
          <input
            type="number"
            min={1}
            max={1_000_000}
            inputMode="numeric"
            placeholder="as fast as it goes"
            value={rate}
            onChange={({ target }) => onChange({ rate: target.value })}
          />
        </label>
      </div>
      {whyNotAll !== null && <p className="small quiet">Not all venues: {whyNotAll}.</p>}
      {target === 'allocations' ? (
        <p className="small quiet">
          Tables take the whole log of a venue, or of all: rows are what all events make of them.
        </p>
      ) : (
        <WhichEvents wish={wish} onChange={onChange} />
      )}
    </>
  );
}

function WhichEvents({ wish, onChange }: Pick<ReplayFiltersProps, 'wish' | 'onChange'>) {
  const { from, to, fromSeq, types } = wish;
  const toggle = (type: EventType): void =>
    onChange({
      types: types.includes(type) ? types.filter((each) => each !== type) : [...types, type],
    });
  return (
    <>
      <div className="replay-filters">
        <label className="choice">
          <span>Recorded from (venue’s time)</span>
          <WallClockInput value={from} onChange={(next) => onChange({ from: next })} />
        </label>
        <label className="choice">
          <span>Recorded before</span>
          <WallClockInput value={to} onChange={(next) => onChange({ to: next })} />
        </label>
        <label className="choice">
          <span>From number, in each log partition</span>
          <input
            type="number"
            min={1}
            inputMode="numeric"
            placeholder="1"
            value={fromSeq}
            onChange={({ target }) => onChange({ fromSeq: target.value })}
          />
        </label>
      </div>
      <details className="replay-types">
        <summary>
          {types.length === 0 ? 'All types of event' : `${types.length} types of event`}
        </summary>
        <fieldset>
          <legend className="small quiet">None chosen means all</legend>
          {TYPES.map((type) => (
            <label key={type}>
              <input type="checkbox" checked={types.includes(type)} onChange={() => toggle(type)} />
              {plainWords(type)}
            </label>
          ))}
        </fieldset>
      </details>
    </>
  );
}
