import type { Uuid } from '#contracts';
import { useWorkplace } from '../../shell/workplace.js';
import { nowMs } from '../../time/clock.js';
import { wallClock } from '../../time/venue-time.js';
import { Button } from '../../ui/Button.js';
import { WallClockInput } from '../../ui/WallClockInput.js';
import { shortId } from '../../words.js';
import type { Moment } from './use-moment.js';

/** Which table, when, and as known when. */
export function MomentForm({
  moment: { tableId, at, asOf },
  onChange,
}: {
  readonly moment: Moment;
  readonly onChange: (change: Partial<Moment>) => void;
}) {
  const { venue, timeZone } = useWorkplace();
  const now = (): string => wallClock(nowMs(), timeZone);
  const zones = [...new Set(venue.tables.map(({ zone }) => zone))];
  const isPlanned = tableId === '' || venue.tables.some(({ id }) => id === tableId);
  return (
    <div className="moment">
      <label className="choice">
        <span>Table</span>
        <select value={tableId} onChange={({ target }) => onChange({ tableId: target.value })}>
          {!isPlanned && (
            <option value={tableId}>{shortId(tableId)} (not on the floor plan)</option>
          )}
          {zones.map((zone) => (
            <optgroup key={zone} label={zone}>
              {venue.tables
                .filter((table) => table.zone === zone)
                .map(({ id, label, capacity }) => (
                  <option key={id} value={id}>
                    {label} ({capacity} seats)
                  </option>
                ))}
            </optgroup>
          ))}
        </select>
      </label>
      <div className="moment-time">
        <TimeField label="Who had it at" value={at} onChange={(next) => onChange({ at: next })} />
        <Button
          kind="quiet"
          why={at === null ? 'Everything is shown' : null}
          onClick={() => onChange({ at: null })}
        >
          Any time
        </Button>
        {at === null && (
          <Button kind="quiet" onClick={() => onChange({ at: now() })}>
            Now
          </Button>
        )}
      </div>
      <div className="moment-time">
        <TimeField
          label="As known at"
          // To the second: what one command knew, the next may have changed.
          step={1}
          value={asOf}
          onChange={(next) => onChange({ asOf: next })}
        />
        <Button
          kind="quiet"
          why={asOf === null ? 'It is as known now' : null}
          onClick={() => onChange({ asOf: null })}
        >
          As known now
        </Button>
      </div>
      {!isPlanned && <NotPlanned tableId={tableId} venueName={venue.name} />}
    </div>
  );
}

/** A table that is named and not drawn is said to be so: another one's answer would pass for its. */
function NotPlanned({
  tableId,
  venueName,
}: {
  readonly tableId: Uuid;
  readonly venueName: string;
}) {
  return (
    <p className="moment-note" role="note">
      Table {shortId(tableId)} is not on the floor plan of {venueName}: it has left it, or never was
      there. What the log says of it is below all the same.
    </p>
  );
}

/** A time on the venue's clock; null where none is entered. */
function TimeField({
  label,
  value,
  step,
  onChange,
}: {
  readonly label: string;
  readonly value: string | null;
  /** Seconds; absent: whole minutes. */
  readonly step?: number;
  readonly onChange: (value: string | null) => void;
}) {
  return (
    <label className="choice">
      <span>{label}</span>
      <WallClockInput step={step} value={value ?? ''} onChange={(next) => onChange(next || null)} />
    </label>
  );
}
