import type { ManualContext } from '#contracts';
import { spanIn } from '../time/day-in-view.js';
import { STATUS_WORDS } from '../timeline/tiles.js';
import { useDayInView } from '../timeline/use-timeline.js';
import { Icon } from '../ui/Icon.js';
import type { Setting } from '../words.js';

/** Who is to be seated: party, time, wishes, and where they sit now. */
export function BookingHead({
  context: { booking, assignments },
  setting,
}: {
  readonly context: ManualContext;
  readonly setting: Setting;
}) {
  const shown = useDayInView();
  const note = booking.metadata?.['note'];
  const at = assignments[0];
  return (
    <div className="desk-head">
      <p>
        <strong>Party of {booking.partySize}</strong>,{' '}
        <strong>{spanIn(shown, booking.startsAt, booking.endsAt)}</strong>,{' '}
        {STATUS_WORDS[booking.status]}
        {booking.zone !== null && `, wishes to sit in ${booking.zone}`}
      </p>
      {typeof note === 'string' && (
        <p>
          <Icon name="note" label="note" /> {note}
        </p>
      )}
      {booking.pinReason !== null && (
        <p>
          <Icon name="lock" label="pinned" /> {booking.pinReason}
        </p>
      )}
      {at !== undefined && (
        <p className="desk-now" role="status">
          <Icon name="seat" /> Seated at{' '}
          <strong>{assignments.map(({ label }) => label).join(' + ')}</strong>,{' '}
          {spanIn(setting, at.startAt, at.endAt)}
        </p>
      )}
    </div>
  );
}
