import type { CommandEnvelope, DomainEvent, Instant, Uuid, Warning } from '#contracts';
import { TERMINAL_STATUSES } from '#contracts';
import { conflictCheck } from '../checks/conflict-check.js';
import type { Decision } from '../decision.js';
import { accept, warningsOf } from '../decision.js';
import type { Floor } from '../floor.js';
import { expiries } from './place.js';

/**
 * Guards shadow assignments that overlap no other claim, shadows included: of two that overlap,
 * neither is preferred. The others are told as warnings and stay shadows.
 */
export function promoteAllocations(
  floor: Floor,
  command: CommandEnvelope<'PromoteAllocations'>,
  now: Instant,
): Decision {
  const events: DomainEvent[] = [];
  const warnings: Warning[] = [];
  const expired = new Set<Uuid>();
  for (const bookingId of [...new Set(command.data.bookingIds)].sort()) {
    const seating = floor.seatingOf(bookingId);
    if (!seating?.shadow) continue;
    const booking = floor.bookings.get(bookingId);
    if (booking && TERMINAL_STATUSES.has(booking.status)) {
      const message = `booking ${bookingId} is ${booking.status}`;
      warnings.push({ code: 'BOOKING_CLOSED', message, details: { bookingId } });
      continue;
    }
    const ids = seating.tables.map((table) => table.tableId);
    const own = { bookingIds: [bookingId], holdIds: [] };
    const conflicts = conflictCheck(floor, ids, seating.window, own, now, false);
    if (conflicts.blockers.length > 0) {
      const { code, message } = warningsOf([conflicts.check])[0]!;
      warnings.push({ code, message: `booking ${bookingId}: ${message}`, details: { bookingId } });
      continue;
    }
    const lapsed = conflicts.lapsedHoldIds.filter((id) => !expired.has(id));
    for (const id of lapsed) expired.add(id);
    const partySize = booking?.partySize ?? null;
    const data = { bookingId, partySize, ...seating, shadow: false };
    events.push(...expiries(floor, lapsed), { type: 'AllocationPromoted', data });
  }
  return accept(events, warnings);
}
