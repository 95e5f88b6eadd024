import { Link } from 'wouter';
import type { Timeline, TimelineSegment } from '#contracts';
import { dayInView, spanIn } from '../time/day-in-view.js';
import { instantOf } from '../time/instant-of.js';
import { calendarDay } from '../time/venue-time.js';
import { Button } from '../ui/Button.js';
import { bookingsOf } from './seating.js';
import type { Seating } from './seating.js';
import { nameOf } from './tiles.js';
import type { Affected } from './use-affected.js';

export interface AffectedListProps {
  readonly affected: Affected;
  readonly timeline: Timeline;
  readonly seating: Seating;
  /** The table that is to be blocked. */
  readonly tableId: string;
}

/** Who has a table that is to be blocked, each with a way to another; and how far was looked. */
export function AffectedList({ affected, timeline, seating, tableId }: AffectedListProps) {
  const { segments, isReading } = affected;
  const isOneDay = affected.dates.length === 1;
  return (
    <>
      {segments.length === 0 && !isReading && (
        <p className="quiet">Nobody is affected{isOneDay ? ' on this day' : ''}.</p>
      )}
      {segments.length > 0 && (
        <section aria-label="Affected bookings">
          <h3 className="affected-title">
            Affected{isOneDay ? ' on this day' : ''}: {segments.length}
          </h3>
          <ul className="card-list">
            {segments.map((segment) => (
              <li key={segment.id}>
                <AffectedOne {...{ segment, timeline, seating, tableId }} />
              </li>
            ))}
          </ul>
        </section>
      )}
      <HowFar affected={affected} timeZone={timeline.timeZone} />
    </>
  );
}

function AffectedOne({
  segment: { booking, kind, window, owner },
  timeline,
  seating,
  tableId,
}: Omit<AffectedListProps, 'affected'> & { readonly segment: TimelineSegment }) {
  const when = <b>{spanIn(dayInView(timeline), window.start, window.end)}</b>;
  if (booking === null) {
    return (
      <>
        {when} {kind} by {owner ?? 'somebody'}
      </>
    );
  }
  const { bookingId, pinReason } = booking;
  return (
    <>
      {when} {nameOf(booking)}, party of {booking.partySize}
      {bookingsOf(timeline).has(bookingId) ? (
        <Button
          why={pinReason === null ? null : `Pinned: ${pinReason}`}
          onClick={() => void seating.best(booking, tableId)}
        >
          Best other table
        </Button>
      ) : (
        <Link href={`/assign/${bookingId}`}>Find another table</Link>
      )}
    </>
  );
}

/** What was not looked at, or not yet. */
function HowFar({
  affected: { dates, isAll, isReading, isUnread },
  timeZone,
}: {
  readonly affected: Affected;
  readonly timeZone: string;
}) {
  const last = calendarDay(instantOf(`${dates.at(-1)!}T12:00`, timeZone)!, timeZone);
  return (
    <p className="quiet" role="status">
      {isReading && 'Looking who is affected on the other days… '}
      {isUnread && 'Not every day could be read. '}
      {!isAll && `Looked at up to ${last}. Whoever comes later is named when you block. `}
    </p>
  );
}
