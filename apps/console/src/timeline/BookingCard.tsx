import { useState } from 'react';
import type { Timeline, TimelineBooking, Uuid } from '#contracts';
import { dayInView, spanIn } from '../time/day-in-view.js';
import { Button } from '../ui/Button.js';
import { Icon } from '../ui/Icon.js';
import { Panel } from '../ui/Panel.js';
import { ReasonDialog } from '../ui/ReasonDialog.js';
import { shortId } from '../words.js';
import { StatusActions } from './StatusActions.js';
import { findSeat, seatWords } from './seating.js';
import type { Seating, Subject } from './seating.js';
import { STATUS_WORDS, nameOf } from './tiles.js';
import type { Care } from './use-care.js';

export interface BookingCardProps {
  readonly timeline: Timeline;
  readonly booking: TimelineBooking;
  readonly seating: Seating;
  readonly care: Care;
  readonly onMove: (subject: Subject) => void;
  readonly onAssign: (bookingId: Uuid) => void;
  readonly onClose: () => void;
}

/** A booking, and everything that can be done with it. */
export function BookingCard(props: BookingCardProps) {
  const { timeline, booking, seating, care, onMove, onAssign, onClose } = props;
  const [asksReason, askReason] = useState(false);
  const seat = findSeat(timeline, booking.bookingId);
  const isPinned = booking.pinReason !== null;
  const isOver = booking.status === 'completed' ? 'They have left' : null;
  const pinned = isPinned ? `Pinned: ${booking.pinReason}. Unpin it first` : null;
  const takenAt = seat?.tables[0]?.tableId ?? null;
  return (
    <Panel title={`${nameOf(booking)}, party of ${booking.partySize}`} onClose={onClose}>
      <BookingFacts timeline={timeline} booking={booking} />
      <div className="card-actions">
        <Button
          kind="primary"
          why={isOver ?? pinned}
          onClick={() => onMove({ booking, from: seat, takenAt })}
        >
          {seat === null ? 'Pick a table' : 'Move'}
        </Button>
        <Button why={isOver ?? pinned} onClick={() => void seating.best(booking)}>
          Best table
        </Button>
        <Button onClick={() => onAssign(booking.bookingId)}>Compare tables…</Button>
        <Button
          why={seat === null ? 'It has no table' : pinned}
          onClick={() => void seating.unassign(booking)}
        >
          Unassign
        </Button>
        <Button why={seat === null ? 'It has no table' : null} onClick={() => askReason(true)}>
          <Icon name="lock" /> {isPinned ? 'Unpin…' : 'Pin…'}
        </Button>
      </div>
      <StatusActions timeline={timeline} booking={booking} care={care} />
      {asksReason && (
        <ReasonDialog
          title={isPinned ? `Unpin ${nameOf(booking)}` : `Pin ${nameOf(booking)} to its table`}
          what={
            isPinned
              ? 'The booking may be moved again.'
              : 'A pinned booking does not drag, and nothing automatic moves it.'
          }
          subject={`${isPinned ? 'unpin' : 'pin'}.${booking.bookingId}`}
          action={isPinned ? 'Unpin' : 'Pin'}
          onClose={() => askReason(false)}
          onReason={(reason) =>
            isPinned ? care.unpin(booking, reason) : care.pin(booking, reason)
          }
        />
      )}
    </Panel>
  );
}

function BookingFacts({
  timeline,
  booking,
}: {
  readonly timeline: Timeline;
  readonly booking: TimelineBooking;
}) {
  const view = dayInView(timeline);
  const { bookingId, startsAt, endsAt, status, zone, note, pinReason } = booking;
  const seat = findSeat(timeline, bookingId);
  return (
    <dl className="facts">
      <dt>Wished for</dt>
      <dd>{spanIn(view, startsAt, endsAt)}</dd>
      <dt>{seat !== null && seat.tables.length > 1 ? 'Tables' : 'Table'}</dt>
      <dd>{seat === null ? 'none yet' : seatWords(seat, view)}</dd>
      <dt>Status</dt>
      <dd>{STATUS_WORDS[status]}</dd>
      {zone !== null && <Fact name="Wants" value={zone} />}
      {note !== null && <Fact name="Note" value={note} />}
      {pinReason !== null && <Fact name="Pinned" value={pinReason} />}
      <Fact name="Booking" value={shortId(bookingId)} />
    </dl>
  );
}

export function Fact({ name, value }: { readonly name: string; readonly value: string }) {
  return (
    <>
      <dt>{name}</dt>
      <dd>{value}</dd>
    </>
  );
}
