import { useState } from 'react';
import type { ReactNode } from 'react';
import type { TimelineBooking } from '#contracts';
import { useNow } from '../time/clock.js';
import { clockTime } from '../time/venue-time.js';
import { Button } from '../ui/Button.js';
import { Icon } from '../ui/Icon.js';
import { nameOf } from './tiles.js';
import type { BoardPointer } from './use-board-pointer.js';
import './Tray.css';

export interface TrayProps {
  readonly bookings: readonly TimelineBooking[];
  readonly timeZone: string;
  readonly pointer: BoardPointer;
  readonly children: ReactNode;
}

/** Bookings without a table: to be dragged to one, or opened. */
export function Tray({ bookings, timeZone, pointer, children }: TrayProps) {
  const [showsAll, showAll] = useState(false);
  const now = useNow(60_000);
  const ahead = bookings.filter(({ endsAt }) => Date.parse(endsAt) > now);
  const shown = showsAll ? bookings : ahead;
  const past = bookings.length - ahead.length;
  return (
    <section className="tray" aria-label="Bookings without a table">
      <h2 className="tray-title">
        No table <span className="tray-count">{shown.length}</span>
      </h2>
      <div className="tray-list">
        {shown.length === 0 ? (
          <span className="quiet">
            {past === 0 ? 'Everybody has a table.' : 'Nobody waits for a table.'}
          </span>
        ) : (
          <div className="tray-chips" role="list">
            {shown.map((booking) => (
              <div key={booking.bookingId} role="listitem">
                <button
                  type="button"
                  className="chip"
                  data-booking={booking.bookingId}
                  onPointerDown={(event) => pointer.pressChip(event, booking)}
                  onClick={() => pointer.openChip(booking)}
                  onKeyDown={({ key }) => {
                    const subject = { booking, from: null, takenAt: null };
                    if (key.toLowerCase() === 'm') pointer.beginByHand(subject);
                  }}
                  title={chipWords(booking, timeZone)}
                  aria-label={chipWords(booking, timeZone)}
                >
                  <span>{clockTime(booking.startsAt, timeZone)}</span> <b>{booking.partySize}</b>{' '}
                  <span className="chip-name">{nameOf(booking)}</span>
                  {booking.note !== null && <Icon name="note" />}
                </button>
              </div>
            ))}
          </div>
        )}
        {past > 0 && (
          <Button kind="quiet" onClick={() => showAll(!showsAll)}>
            {showsAll ? 'Hide those past' : `${past} past`}
          </Button>
        )}
      </div>
      {children}
    </section>
  );
}

/** What a chip shows, and what it has no room for. */
function chipWords(booking: TimelineBooking, timeZone: string): string {
  const { partySize, startsAt, zone, note } = booking;
  const facts = [
    `${clockTime(startsAt, timeZone)} ${partySize} ${nameOf(booking)}, no table`,
    zone !== null && `wants ${zone}`,
    note,
  ];
  return facts.filter(Boolean).join(', ');
}
