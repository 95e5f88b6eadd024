import type { Timeline, TimelineBooking } from '#contracts';
import { dayInView, spanIn } from '../time/day-in-view.js';
import { AskDialog } from '../ui/AskDialog.js';
import { findSeat } from './seating.js';
import type { Seat } from './seating.js';
import { nameOf } from './tiles.js';
import { labelsOf } from './use-care.js';
import type { Care } from './use-care.js';

export interface CancelDialogProps {
  readonly timeline: Timeline;
  readonly booking: TimelineBooking;
  readonly care: Care;
  readonly onClose: () => void;
}

/** Asks before a booking is cancelled: there is no way back but to book anew. */
export function CancelDialog({ timeline, booking, care, onClose }: CancelDialogProps) {
  const { bookingId, partySize, startsAt, endsAt } = booking;
  const name = nameOf(booking);
  const seat = findSeat(timeline, bookingId);
  return (
    <AskDialog
      title={`Cancel the booking of ${name}?`}
      doIt="Cancel booking"
      leaveIt="Keep it"
      kind="danger"
      // What is refused is told at the foot of the page, as of everything done on the card.
      onDo={async () => void (await care.setStatus(booking, 'cancelled'))}
      explain={String}
      onClose={onClose}
    >
      <p>
        <strong>
          {name}, party of {partySize}, {spanIn(dayInView(timeline), startsAt, endsAt)}
        </strong>
        {seat === null ? ' is called off.' : ` is called off: ${freedWords(seat)} at once.`}
      </p>
      <p>This cannot be undone. Of guests who are late, say that they did not come: that can be.</p>
    </AskDialog>
  );
}

function freedWords({ tables }: Seat): string {
  return `${labelsOf(tables)} ${tables.length > 1 ? 'are' : 'is'} free for anybody`;
}
