import type { ReplayCount } from '#contracts';
import { amount } from '../health/alert-words.js';
import { plainWords } from '../parts/names.js';
import { counted } from './replay-words.js';

/** What a dry run found: how many events it would be, of which types. */
export function CountedEvents({ count: { events, types } }: { readonly count: ReplayCount }) {
  const each = Object.entries(types).sort(([, a], [, b]) => b - a);
  return (
    <div className="counted" role="status">
      <p>
        It would deliver <strong>{counted(events, 'event')}</strong>
        {events === 0 ? ': nothing fits these filters.' : '. Nothing was done yet.'}
      </p>
      {each.length > 0 && (
        <ul className="small">
          {each.map(([type, times]) => (
            <li key={type}>
              {plainWords(type)} <strong>{amount(times)}</strong>
            </li>
          ))}
        </ul>
      )}
    </div>
  );
}
