import type { DomainEvent, Uuid } from '#contracts';
import type { Reads } from './coverage.js';
import { NO_READS } from './coverage.js';

/** What must be known of a floor to evolve it by an event: whatever the event's owners have. */
export function eventReads(event: DomainEvent): Reads {
  switch (event.type) {
    case 'BookingRegistered':
    case 'BookingChanged':
    case 'BookingStatusChanged':
    case 'BookingPinned':
    case 'BookingUnpinned':
    case 'TablesAssigned':
    case 'TablesUnassigned':
    case 'BookingMoved':
    case 'StayExtended':
    case 'OverstayObserved':
    case 'AllocationImported':
    case 'AllocationPromoted':
      return { ...NO_READS, bookings: [event.data.bookingId] };
    case 'BookingsSwapped':
      return { ...NO_READS, bookings: [event.data.a.bookingId, event.data.b.bookingId] };
    case 'HoldPlaced':
    case 'HoldExtended':
    case 'HoldConfirmed':
    case 'HoldReleased':
    case 'HoldExpired': {
      const { holdId, bookingId } = event.data;
      return { ...NO_READS, holds: [holdId], bookings: present(bookingId) };
    }
    case 'TablesBlocked':
    case 'TablesUnblocked':
      return { ...NO_READS, blocks: [event.data.blockId] };
    case 'VenueConfigured':
    case 'FlagSet':
    case 'ShadowConflictObserved':
    case 'CommandRejected':
      return NO_READS;
  }
}

function present(id: Uuid | null): readonly Uuid[] {
  return id === null ? [] : [id];
}
