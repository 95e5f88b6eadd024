import type { Uuid } from '#contracts';
import type { HoldState } from '../../queries/read-hold.js';
import { Problem } from './problem.js';

/** What was found. @throws the problem when it is nothing. */
export function foundOf<T>(found: T | null, problem: Problem): T {
  if (found === null) throw problem;
  return found;
}

/** For a hold that was there a moment ago, when it was taken or prolonged. */
export function liveHoldOf(holdId: Uuid): Problem {
  return new Problem(410, 'HOLD_EXPIRED', `Hold ${holdId} is over already; hold the tables again.`);
}

/**
 * Whose a hold is never changes, so it may be asked before the command that it is asked for.
 *
 * @throws a 409 {@link Problem} for a hold of another booking
 */
export function requireHoldOf({ hold, ended }: HoldState, bookingId: Uuid): void {
  const owner = hold?.bookingId ?? ended?.bookingId ?? null;
  if (owner === null || owner === bookingId) return;
  throw new Problem(409, 'HOLD_BOOKING_MISMATCH', "The hold is another booking's.");
}

/**
 * A hold that was let go, or lapsed, is over, however often one asks. One that was confirmed is,
 * too, but its tables are not free: saying "released" would be a lie.
 *
 * @throws a 404 {@link Problem}
 */
export function requireReleased({ ended }: HoldState): void {
  if (ended?.how !== 'confirmed') return;
  throw new Problem(
    404,
    'HOLD_NOT_FOUND',
    `Hold ${ended.id} is no hold any more: it was confirmed.`,
    {
      details: { holdId: ended.id, how: ended.how, bookingId: ended.bookingId },
      hint: 'Its tables are assigned to the booking now; unassign them to free them.',
    },
  );
}
