import type { FlagView } from '#contracts';
import { useWorkplace } from '../../shell/workplace.js';
import { dayAndTime } from '../../time/venue-time.js';
import { Button } from '../../ui/Button.js';
import { Icon } from '../../ui/Icon.js';
import { FLAG_WORDS } from './flag-words.js';

export interface FlagCardProps {
  readonly flag: FlagView;
  /** Whether the page is about one venue, or all that have no flip of their own. */
  readonly scope: 'venue' | 'global';
  /** Why nothing can be flipped here; null: it can. */
  readonly why: string | null;
  readonly onFlip: (value: boolean | null) => void;
}

/** One switch: how it stands, who put it so and why, and the way to change it. */
export function FlagCard({ flag, scope, why, onFlip }: FlagCardProps) {
  const { value, source } = flag;
  const { title, on, off } = FLAG_WORDS[flag.flag];
  return (
    <li className={`card flag ${value ? 'flag-on' : 'flag-off'}`} aria-label={title}>
      <div className="card-head">
        <h2>{title}</h2>
        <span className={`flag-value ${value ? 'is-on' : 'is-off'}`}>
          <Icon name={value ? 'check' : 'block'} /> {value ? 'On' : 'Off'}
        </span>
      </div>
      <p>{value ? on : off}</p>
      <FlagSource flag={flag} />
      <p className="mono small quiet">{flag.flag}</p>
      <div className="card-foot">
        <Button
          why={why}
          onClick={() => onFlip(!value)}
          aria-label={`Switch ${value ? 'off' : 'on'}: ${title}`}
        >
          Switch {value ? 'off' : 'on'}…
        </Button>
        {source === scope && (
          <Button
            kind="quiet"
            why={why}
            onClick={() => onFlip(null)}
            aria-label={`Take the flip back: ${title}`}
          >
            Take the flip back…
          </Button>
        )}
      </div>
    </li>
  );
}

function FlagSource({ flag: { source, setBy, setAt, reason } }: { readonly flag: FlagView }) {
  const { timeZone, venue } = useWorkplace();
  if (source === 'env') {
    return <p className="small quiet">As it was started: no flip is in force.</p>;
  }
  return (
    <div className="flag-source small">
      <p>
        Flipped {source === 'venue' ? `for ${venue.name}` : 'for all venues'} by{' '}
        <strong>{setBy ?? 'somebody'}</strong>
        {setAt !== null && `, ${dayAndTime(setAt, timeZone)}`}
      </p>
      {reason !== null && <p className="flag-reason">“{reason}”</p>}
    </div>
  );
}
