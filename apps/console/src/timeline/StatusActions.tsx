import { useRef, useState } from 'react';
import type { BookingStatus, Timeline, TimelineBooking } from '#contracts';
import { Button } from '../ui/Button.js';
import { CancelDialog } from './CancelDialog.js';
import type { Care } from './use-care.js';

/** What can come next, by what is. */
const NEXT: { readonly [S in BookingStatus]: readonly (readonly [BookingStatus, string])[] } = {
  pending: [
    ['confirmed', 'Confirm'],
    ['cancelled', 'Cancel booking…'],
  ],
  confirmed: [
    ['checked_in', 'Arrived'],
    ['no_show', 'Did not come'],
    ['cancelled', 'Cancel booking…'],
  ],
  checked_in: [
    ['seated', 'Seated'],
    ['completed', 'Left'],
  ],
  seated: [['completed', 'Left']],
  completed: [['seated', 'Still here']],
  cancelled: [['confirmed', 'Not cancelled after all']],
  no_show: [['confirmed', 'Came after all']],
};

/** What becomes of a booking: at once, but for what ends it before it has begun. */
export function StatusActions({
  timeline,
  booking,
  care,
}: {
  readonly timeline: Timeline;
  readonly booking: TimelineBooking;
  readonly care: Care;
}) {
  const group = useRef<HTMLDivElement>(null);
  const [asksToCancel, askToCancel] = useState(false);
  return (
    <div ref={group} className="card-actions" role="group" aria-label="Status" tabIndex={-1}>
      {NEXT[booking.status].map(([status, words]) => (
        <Button
          key={status}
          kind={status === 'cancelled' ? 'danger' : 'plain'}
          onClick={() => {
            if (status === 'cancelled') return askToCancel(true);
            // The button goes when it is done; the focus stays in the card.
            group.current?.focus();
            void care.setStatus(booking, status);
          }}
        >
          {words}
        </Button>
      ))}
      {asksToCancel && (
        <CancelDialog
          timeline={timeline}
          booking={booking}
          care={care}
          onClose={() => askToCancel(false)}
        />
      )}
    </div>
  );
}
