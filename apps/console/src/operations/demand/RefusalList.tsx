import type { BookingBrief, Refused } from '#contracts';
import { useWorkplace } from '../../shell/workplace.js';
import { dayInView, spanIn } from '../../time/day-in-view.js';
import { calendarDay, clockSeconds, isoDate } from '../../time/venue-time.js';
import { Badge } from '../../ui/Badge.js';
import { blockerWords, codeWords } from '../../words.js';
import { bookingWords, namesOf, plainWords } from '../parts/names.js';

/** What was not given, newest first, each with who was in the way. */
export function RefusalList({
  refused,
  bookings,
}: {
  readonly refused: readonly Refused[];
  readonly bookings: readonly BookingBrief[];
}) {
  return (
    <ol className="refusals">
      {refused.map((one) => (
        <Refusal key={one.seq} refusal={one} bookings={bookings} />
      ))}
    </ol>
  );
}

function Refusal({
  refusal,
  bookings,
}: {
  readonly refusal: Refused;
  readonly bookings: readonly BookingBrief[];
}) {
  const { timeZone } = useWorkplace();
  const { recordedAt, observed, code, message, bookingId, window, blockers, commandType } = refusal;
  const nameOf = namesOf(bookings);
  // The day wanted is named once, above those who were in the way.
  const wanted =
    window === null
      ? { timeZone }
      : dayInView({ timeZone, date: isoDate(window.start, timeZone), service: [] });
  const who = bookingId === null ? 'No booking' : bookingWords(bookingId, bookings, timeZone);
  return (
    <li className="refusal">
      <time dateTime={recordedAt}>
        <strong>{clockSeconds(recordedAt, timeZone)}</strong>
        <span className="small quiet"> {calendarDay(recordedAt, timeZone)}</span>
      </time>
      <div>
        <p className="refusal-head">
          <Badge verdict={observed ? 'warning' : 'error'}>
            {observed ? 'Given all the same' : 'Refused'}
          </Badge>
          <strong>{codeWords(code)}</strong>
        </p>
        <p>
          {who}
          {commandType !== null && <span className="quiet"> · {plainWords(commandType)}</span>}
        </p>
        {window !== null && (
          <p className="small quiet">Wanted {spanIn({ timeZone }, window.start, window.end)}</p>
        )}
        {blockers.length === 0 ? (
          <p className="small quiet">{message}</p>
        ) : (
          <ul className="blockers">
            {blockers.map((blocker) => (
              <li key={`${blocker.tableId} ${blocker.id}`}>
                {blockerWords(blocker, { ...wanted, nameOf })}
              </li>
            ))}
          </ul>
        )}
      </div>
    </li>
  );
}
