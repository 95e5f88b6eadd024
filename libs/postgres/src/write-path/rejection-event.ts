import type { Floor, Rejected } from '#allocation';
import type { Command, DomainEvent, Uuid } from '#contracts';

type RejectionEvent = Extract<DomainEvent, { type: 'CommandRejected' }>;

/** Refused demand as an event: what was asked, by whom, and every reason it was not given. */
export function rejectionEvent(floor: Floor, command: Command, rejected: Rejected): RejectionEvent {
  const asked = command.data as {
    readonly bookingId?: Uuid | null;
    readonly bookingIdA?: Uuid;
    readonly holdId?: Uuid | null;
    readonly tableIds?: readonly Uuid[] | null;
  };
  const bookingId = asked.bookingId ?? asked.bookingIdA ?? null;
  const booking = bookingId === null ? undefined : floor.bookings.get(bookingId);
  const hold = asked.holdId == null ? undefined : floor.holds.get(asked.holdId);
  return {
    type: 'CommandRejected',
    data: {
      commandType: command.type,
      bookingId,
      holdId: asked.holdId ?? null,
      partySize: booking?.partySize ?? null,
      tables: floor.refsOf(asked.tableIds ?? hold?.tableIds ?? []),
      window: rejected.wish?.window ?? hold?.window ?? booking?.window ?? null,
      rejection: rejected.rejection,
      trace: rejected.trace,
    },
  };
}
