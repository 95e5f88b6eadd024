import type { BookingBrief, HoldView } from '#contracts';
import { spanIn } from '../../time/day-in-view.js';
import { clockTime, countdown, dayAndTime } from '../../time/venue-time.js';
import { useNow } from '../../time/clock.js';
import { Button } from '../../ui/Button.js';
import { Icon } from '../../ui/Icon.js';
import { partyWords } from '../parts/names.js';

export interface HoldCardProps {
  readonly hold: HoldView;
  readonly bookings: readonly BookingBrief[];
  readonly timeZone: string;
  /** Null: it is the one that the page is about. */
  readonly venueName: string | null;
  /** The zones of its tables by name, where they are known. */
  readonly zones: readonly string[];
  readonly onRelease: () => void;
}

/** T4 before T12. */
const byLabel = new Intl.Collator('en', { numeric: true });

/** `T4 + T5` */
export function tablesOf({ tables }: HoldView): string {
  const labels = tables.map(({ label }) => label || 'a table that is gone');
  return labels.sort(byLabel.compare).join(' + ');
}

/** One hold: what it takes from whom until when, and the way to end it. */
export function HoldCard(props: HoldCardProps) {
  const { hold, bookings, timeZone, venueName, zones, onRelease } = props;
  const leftMs = Date.parse(hold.expiresAt) - useNow(1_000);
  const { bookingId, owner, window } = hold;
  const tables = tablesOf(hold);
  return (
    <li className="card hold-card" aria-label={`Hold of ${tables}`}>
      <div className="card-head">
        <div>
          <h3 className="hold-tables">{tables}</h3>
          {(venueName !== null || zones.length > 0) && (
            <p className="small quiet">{[venueName, ...zones].filter(Boolean).join(' · ')}</p>
          )}
        </div>
        {leftMs > 0 ? (
          <span className="figure hold-left">
            <Icon name="clock" label="Runs out in" /> {countdown(leftMs)}
          </span>
        ) : (
          <span className="hold-over">Ran out {dayAndTime(hold.expiresAt, timeZone)}</span>
        )}
      </div>
      <dl className="facts">
        <dt>For</dt>
        <dd>{bookingId === null ? 'nobody yet' : partyWords(bookingId, bookings)}</dd>
        <dt>When</dt>
        <dd>{spanIn({ timeZone }, window.start, window.end)}</dd>
        <dt>Held by</dt>
        <dd>
          {owner ?? 'somebody'}, since {clockTime(hold.createdAt, timeZone)}
        </dd>
      </dl>
      <div className="card-foot">
        <Button onClick={onRelease} aria-label={`Release ${tables}…`}>
          Release…
        </Button>
        {hold.shadow && (
          <span className="small">
            <Icon name="ghost" /> Observed only: it keeps nobody away
          </span>
        )}
      </div>
    </li>
  );
}
