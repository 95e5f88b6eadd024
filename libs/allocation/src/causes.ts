import type { CommandType, EventData, EventType } from '#contracts';

type Method = EventData['TablesAssigned']['method'];
type Told = Exclude<EventType, 'TablesAssigned' | 'CommandRejected' | Accompanying>;
/** What many commands lead to on their way. */
type Accompanying = 'HoldReleased' | 'HoldExpired' | 'ShadowConflictObserved';

/**
 * The commands that an event may come from, where its type tells, `TablesAssigned` by its method.
 * `CommandRejected` names its command itself.
 */
export const CAUSES: {
  readonly [T in Told | `TablesAssigned ${Method}`]: readonly CommandType[];
} = {
  VenueConfigured: ['ConfigureVenue'],
  BookingRegistered: ['RegisterBooking'],
  BookingChanged: ['RegisterBooking'],
  BookingStatusChanged: ['RegisterBooking', 'SetBookingStatus'],
  HoldPlaced: ['HoldTables', 'HoldBest'],
  HoldExtended: ['ExtendHold'],
  HoldConfirmed: ['ConfirmHold'],
  'TablesAssigned manual': ['AssignTables', 'MoveBooking'],
  'TablesAssigned best': ['AssignBest'],
  'TablesAssigned hold': ['ConfirmHold'],
  'TablesAssigned restored': ['RegisterBooking', 'SetBookingStatus'],
  'TablesAssigned repack': ['RepackBookings'],
  TablesUnassigned: ['UnassignTables', 'RegisterBooking', 'SetBookingStatus', 'RepackBookings'],
  BookingMoved: ['MoveBooking', 'RegisterBooking', 'RepackBookings'],
  BookingsSwapped: ['SwapBookings'],
  TablesBlocked: ['BlockTables'],
  TablesUnblocked: ['UnblockTables'],
  StayExtended: ['ExtendStay'],
  OverstayObserved: ['ExtendStay'],
  BookingPinned: ['PinBooking'],
  BookingUnpinned: ['UnpinBooking'],
  AllocationImported: ['ImportAllocations'],
  AllocationPromoted: ['PromoteAllocations'],
  FlagSet: ['SetFlag'],
};
