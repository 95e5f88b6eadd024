import { useQuery } from '@tanstack/react-query';
import type { BookingView, Uuid } from '#contracts';
import { keyOf } from '../api/keys.js';
import type { ApiProblem } from '../api/problem.js';
import { get } from '../api/request.js';
import { useWorkplace } from '../shell/workplace.js';
import { dayAndTime } from '../time/venue-time.js';
import { Icon } from '../ui/Icon.js';
import { problemWords } from '../words.js';
import { bookingName } from './names.js';

const UUID = /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/;

/** The whole id of a booking, however it was copied; null: that is none. */
export function wholeId(sought: string): Uuid | null {
  const wanted = sought.trim().replace(/^#/, '').toLowerCase();
  return UUID.test(wanted) ? wanted : null;
}

/** A booking of whatever day, and of any venue that the person may see, by its whole id. */
export function FoundById({
  bookingId,
  onChoose,
}: {
  readonly bookingId: Uuid;
  readonly onChoose: (booking: BookingView) => void;
}) {
  const { venueId, venues, timeZone } = useWorkplace();
  const { data, error } = useQuery<BookingView, ApiProblem>({
    queryKey: keyOf('context', venueId, bookingId, 'booking'),
    queryFn: ({ signal }) => get<BookingView>(`/api/bookings/${bookingId}`, {}, signal),
  });
  if (data === undefined) {
    return (
      <p className="quiet" role="status">
        {error === null ? 'Looking for this id…' : notFoundWords(error, timeZone)}
      </p>
    );
  }
  const place = venues.find((venue) => venue.venueId === data.venueId);
  return (
    <ul className="rows">
      <li>
        <button type="button" className="row-button" onClick={() => onChoose(data)}>
          <strong>{bookingName(data)}</strong>
          <span>
            <Icon name="people" label="party of" /> {data.partySize}
          </span>
          <span className="quiet">
            {dayAndTime(data.startsAt, place?.timeZone ?? timeZone)}
            {data.venueId !== venueId && `, at ${place?.name ?? 'another venue'}`}
          </span>
        </button>
      </li>
    </ul>
  );
}

function notFoundWords(error: ApiProblem, timeZone: string): string {
  if (error.code === 'BOOKING_NOT_FOUND') return 'No booking has this id.';
  if (error.code === 'FORBIDDEN') return 'This id is of a venue that your token does not reach.';
  return problemWords(error, { timeZone });
}
