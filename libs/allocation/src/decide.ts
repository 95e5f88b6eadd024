import type { Command, Instant } from '#contracts';
import type { Decision } from './decision.js';
import { reject } from './decision.js';
import { isEnforcing } from './evaluate.js';
import type { Floor } from './floor.js';
import { assignTables, moveBooking, swapBookings, unassignTables } from './rules/assignment.js';
import { assignBest } from './rules/best.js';
import { blockTables, unblockTables } from './rules/block.js';
import { pinBooking, registerBooking, setBookingStatus, unpinBooking } from './rules/booking.js';
import { setFlag } from './rules/flag.js';
import { importAllocations } from './rules/import.js';
import { promoteAllocations } from './rules/promote.js';
import {
  confirmHold,
  expireHold,
  extendHold,
  holdBest,
  holdTables,
  releaseHold,
} from './rules/hold.js';
import { extendStay } from './rules/stay.js';
import { repackBookings } from './rules/repack.js';
import { configureVenue } from './rules/venue.js';
import { refuseIfStale } from './stale.js';

/**
 * What a command leads to on a floor at `now`: facts, nothing, or a refusal. Pure; the floor is not
 * changed. `now` must have been read after the floor's lock was taken, or a hold that lapsed while
 * the command waited could still be confirmed.
 */
export function decide(floor: Floor, command: Command, now: Instant): Decision {
  const decision = decideOn(floor, command, now);
  return refuseIfStale(floor, command, decision);
}

function decideOn(floor: Floor, command: Command, now: Instant): Decision {
  const expected = command.expectedContextVersion;
  if (expected != null && expected !== floor.contextVersion) {
    const message = 'the venue has changed since the context was read; read it again';
    return reject('STALE_CONTEXT', message, { expected, current: floor.contextVersion });
  }
  if (command.type === 'ConfigureVenue') return configureVenue(floor, command, now);
  if (command.type === 'SetFlag') return setFlag(floor, command);
  // What was assigned before the venue was known here is history all the same.
  if (command.type === 'ImportAllocations') return importAllocations(floor, command, now);
  if (command.type === 'PromoteAllocations') return promoteAllocations(floor, command, now);
  const { venue, venueId } = floor;
  if (!venue) {
    return reject('VENUE_NOT_FOUND', `venue ${venueId} is not configured here`, { venueId });
  }
  const enforcing = isEnforcing(floor.flags, command.route);
  const context = { floor, venue, now, enforcing };
  switch (command.type) {
    case 'RegisterBooking':
      return registerBooking({ ...context, command });
    case 'SetBookingStatus':
      return setBookingStatus({ ...context, command });
    case 'HoldTables':
      return holdTables({ ...context, command });
    case 'HoldBest':
      return holdBest({ ...context, command });
    case 'ExtendHold':
      return extendHold({ ...context, command });
    case 'ConfirmHold':
      return confirmHold({ ...context, command });
    case 'ReleaseHold':
      return releaseHold({ ...context, command });
    case 'ExpireHold':
      return expireHold({ ...context, command });
    case 'ExtendStay':
      return extendStay({ ...context, command });
    case 'AssignTables':
      return assignTables({ ...context, command });
    case 'AssignBest':
      return assignBest({ ...context, command });
    case 'UnassignTables':
      return unassignTables({ ...context, command });
    case 'MoveBooking':
      return moveBooking({ ...context, command });
    case 'SwapBookings':
      return swapBookings({ ...context, command });
    case 'RepackBookings':
      return repackBookings({ ...context, command });
    case 'BlockTables':
      return blockTables({ ...context, command });
    case 'UnblockTables':
      return unblockTables({ ...context, command });
    case 'PinBooking':
      return pinBooking({ ...context, command });
    case 'UnpinBooking':
      return unpinBooking({ ...context, command });
  }
}
