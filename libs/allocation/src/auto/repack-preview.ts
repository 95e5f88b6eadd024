import type { Instant, RepackPreview, SentWindow, Uuid } from '#contracts';
import { serviceCheck } from '../checks/window-checks.js';
import type { Reads } from '../coverage.js';
import { NO_READS } from '../coverage.js';
import type { Rejected } from '../decision.js';
import { rejectFor } from '../decision.js';
import { isEnforcing } from '../evaluate.js';
import type { Floor, Venue } from '../floor.js';
import { findRepack, repackReads } from '../repack/index.js';
import { pinnedWhereItSits } from '../rules/assignment.js';
import { askedFor } from './quote.js';

/** A booking that asks others to make room. */
export interface RepackWish {
  readonly bookingId: Uuid;
  /** Null: the booking's own. */
  readonly window: SentWindow | null;
}

/**
 * The fewest moves that would seat a booking at `now`, to be shown to a person and sent back as
 * `RepackBookings`; takes nothing. Refused as a quote is, and for a booking that is pinned where it
 * sits.
 */
export function previewRepack(
  floor: Floor,
  venue: Venue,
  wish: RepackWish,
  now: Instant,
): RepackPreview | Rejected {
  const asked = askedFor(floor, venue, wish);
  if ('kind' in asked) return asked;
  const { booking, window } = asked;
  const { bookingId } = booking;
  const sits = floor.assignments.get(bookingId);
  const service = serviceCheck(venue, window, sits ?? null);
  if (service.status === 'error') return rejectFor([service]);
  const settled = sits ? pinnedWhereItSits(booking) : null;
  if (settled) return settled;
  const enforcing = isEnforcing(floor.flags, null);
  const found = findRepack(floor, venue, booking, window, now, enforcing);
  return {
    bookingId,
    tables: found.tableIds === null ? null : floor.refsOf(found.tableIds),
    window,
    moves: found.moves.map((move) => ({
      bookingId: move.bookingId,
      partySize: floor.bookings.get(move.bookingId)!.partySize,
      from: floor.refsOf(floor.assignments.get(move.bookingId)!.tableIds),
      to: floor.refsOf(move.tableIds),
    })),
    considered: found.considered,
    complete: found.complete,
    contextVersion: floor.contextVersion,
  };
}

/** What must have been read for it, as far as the floor tells already. */
export function previewReads(floor: Floor, wish: RepackWish): Reads {
  const { bookingId } = wish;
  const asked = floor.venue ? askedFor(floor, floor.venue, wish) : null;
  if (asked === null || 'kind' in asked) return { ...NO_READS, bookings: [bookingId] };
  return repackReads(floor, bookingId, asked.window);
}
