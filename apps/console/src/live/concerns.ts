import type { EventType } from '#contracts';
import type { Topic } from '../api/keys.js';

const FLOOR = ['timeline', 'context', 'history'] as const;
const HOLDS = [...FLOOR, 'holds'] as const;

/** Which answers an event makes old. */
export const CONCERNS: { readonly [T in EventType]: readonly Topic[] } = {
  VenueConfigured: ['venues', 'venue', 'clock', ...FLOOR],
  BookingRegistered: FLOOR,
  BookingChanged: FLOOR,
  BookingStatusChanged: HOLDS,
  HoldPlaced: HOLDS,
  HoldExtended: HOLDS,
  HoldConfirmed: HOLDS,
  HoldReleased: HOLDS,
  HoldExpired: HOLDS,
  TablesAssigned: HOLDS,
  TablesUnassigned: HOLDS,
  BookingMoved: HOLDS,
  BookingsSwapped: HOLDS,
  TablesBlocked: HOLDS,
  TablesUnblocked: HOLDS,
  StayExtended: FLOOR,
  OverstayObserved: FLOOR,
  BookingPinned: FLOOR,
  BookingUnpinned: FLOOR,
  AllocationImported: FLOOR,
  AllocationPromoted: FLOOR,
  ShadowConflictObserved: ['conflicts', 'refused'],
  FlagSet: ['flags', 'context'],
  CommandRejected: ['refused', 'conflicts'],
};

/** Everything the stream of one venue can make old: read anew whenever a stream begins. */
export const LIVE_TOPICS: readonly Topic[] = [...new Set(Object.values(CONCERNS).flat())];
