import { useMemo } from 'react';
import type { Timeline, TimelineBooking, Uuid } from '#contracts';
import { useKept } from '../session/use-kept.js';
import { useWorkplace } from '../shell/workplace.js';
import { clockTime } from '../time/venue-time.js';
import { bookingsOf } from '../timeline/seating.js';
import { nameOf } from '../timeline/tiles.js';
import { Icon } from '../ui/Icon.js';
import { FoundById, wholeId } from './FoundById.js';
import './choosing.css';

/** Whoever is to be seated. */
export type Chosen = Pick<TimelineBooking, 'bookingId'>;

export interface BookingChooserProps {
  readonly timeline: Timeline;
  readonly onChoose: (booking: Chosen) => void;
  /** The one that is on the desk. */
  readonly current?: Uuid;
}

const SEATED_MAX = 8;

/** Those who wait for a table, by time; everybody of the day by name or id; any by its whole id. */
export function BookingChooser({ timeline, onChoose, current }: BookingChooserProps) {
  const { date, today } = useWorkplace();
  const [sought, setSought] = useKept(`sought.${timeline.venueId}`, '');
  const waiting = useMemo(
    () => timeline.unassigned.filter((booking) => matches(booking, sought)),
    [timeline, sought],
  );
  const seated = useMemo(
    () => (sought === '' ? [] : seatedOf(timeline, sought)),
    [timeline, sought],
  );
  const first = waiting[0] ?? seated[0];
  const elsewhere = first === undefined ? wholeId(sought) : null;
  return (
    <div className="chooser">
      <form
        role="search"
        onSubmit={(event) => {
          event.preventDefault();
          const bookingId = first?.bookingId ?? elsewhere;
          if (bookingId !== null) onChoose({ bookingId });
        }}
      >
        <input
          type="search"
          aria-label="Find a booking by name or id"
          placeholder="Name or booking id"
          value={sought}
          onChange={({ target }) => setSought(target.value)}
        />
      </form>
      <p className="quiet" role="status">
        {waiting.length === 0 && sought === '' && 'Everybody has a table.'}
        {first === undefined &&
          sought !== '' &&
          elsewhere === null &&
          `Nobody is called “${sought}” ${date === today ? 'today' : 'on this day'}.`}
        {waiting.length > 0 && `${waiting.length} without a table`}
      </p>
      {elsewhere !== null && <FoundById bookingId={elsewhere} onChoose={onChoose} />}
      <Rows bookings={waiting} {...{ timeline, onChoose, current }} />
      {seated.length > 0 && (
        <>
          <h3>Have a table</h3>
          <Rows bookings={seated} {...{ timeline, onChoose, current }} />
        </>
      )}
    </div>
  );
}

function Rows({
  bookings,
  timeline: { timeZone },
  onChoose,
  current,
}: BookingChooserProps & { readonly bookings: readonly TimelineBooking[] }) {
  return (
    <ul className="rows">
      {bookings.map((booking) => (
        <li key={booking.bookingId}>
          <button
            type="button"
            className="row-button"
            aria-current={booking.bookingId === current || undefined}
            onClick={() => onChoose(booking)}
          >
            <strong>{nameOf(booking)}</strong>
            <span>
              {clockTime(booking.startsAt, timeZone)} · <Icon name="people" label="party of" />{' '}
              {booking.partySize}
            </span>
            <Wishes booking={booking} />
          </button>
        </li>
      ))}
    </ul>
  );
}

function Wishes({ booking: { note, zone } }: { readonly booking: TimelineBooking }) {
  if (note === null && zone === null) return null;
  return (
    <span className="quiet">
      {note !== null && (
        <>
          <Icon name="note" label="note:" /> {note}{' '}
        </>
      )}
      {zone !== null && `wishes ${zone}`}
    </span>
  );
}

function seatedOf(timeline: Timeline, sought: string): readonly TimelineBooking[] {
  const waiting = new Set(timeline.unassigned.map(({ bookingId }) => bookingId));
  return [...bookingsOf(timeline).values()]
    .filter((booking) => !waiting.has(booking.bookingId) && matches(booking, sought))
    .sort((a, b) => (a.startsAt < b.startsAt ? -1 : 1))
    .slice(0, SEATED_MAX);
}

function matches({ name, bookingId }: TimelineBooking, sought: string): boolean {
  const wanted = sought.trim().replace(/^#/, '').toLowerCase();
  return (name ?? '').toLowerCase().includes(wanted) || bookingId.startsWith(wanted);
}
