import type { CommandType } from '../commands.js';
import type { EventType } from '../events.js';

/** What each command asks for, in a sentence. */
export const COMMAND_SUMMARIES: { readonly [T in CommandType]: string } = {
  ConfigureVenue: 'Replaces the floor, the adjacencies, the policy and the time zone of a venue',
  RegisterBooking: 'Makes a booking known, or changes it',
  SetBookingStatus: 'Sets the status of a booking; a terminal one frees its tables',
  HoldTables: 'Holds tables for a short while',
  HoldBest: 'Lets the selector choose tables for a booking, and holds them',
  ExtendHold: 'Lets a hold live longer',
  ConfirmHold: 'Makes the tables of a hold the assignment of a booking',
  ReleaseHold: 'Ends a hold',
  AssignTables: 'Assigns tables to a booking',
  AssignBest: 'Lets the selector choose tables for a booking, and assigns them',
  UnassignTables: 'Takes tables from a booking, all of them unless some are named',
  MoveBooking: 'Moves a booking to other tables or another time',
  SwapBookings: 'Exchanges the tables of two bookings',
  RepackBookings: 'Moves other bookings and seats one in the room they make, all or nothing',
  BlockTables: 'Keeps tables from everybody, for maintenance or a private event',
  UnblockTables: 'Ends a block, on all of its tables unless some are named',
  PinBooking: 'Keeps a booking from being moved automatically',
  UnpinBooking: 'Lets a booking be moved automatically again',
  ExpireHold: 'Ends a hold that has lapsed; only the service sends it',
  ImportAllocations: 'Makes assignments from elsewhere part of the log, blocking nobody',
  PromoteAllocations: 'Guards imported assignments that overlap nothing',
  SetFlag: 'Sets a runtime switch, for a venue or for all',
};

/** What each event says has happened, in a sentence. */
export const EVENT_SUMMARIES: { readonly [T in EventType]: string } = {
  VenueConfigured: 'A venue has this floor and policy from now on',
  BookingRegistered: 'A booking became known',
  BookingChanged: 'A booking has other facts than before',
  BookingStatusChanged: 'A booking has another status; a terminal one gave up its tables',
  HoldPlaced: 'Tables are held',
  HoldExtended: 'A hold lives longer',
  HoldConfirmed: 'A hold became the assignment that the next event states',
  HoldReleased: 'A hold was ended by somebody',
  HoldExpired: 'A hold lapsed',
  TablesAssigned: 'A booking has these tables; states the whole assignment after it',
  TablesUnassigned: 'A booking lost tables',
  BookingMoved: 'A booking moved from one seating to another',
  BookingsSwapped: 'Two bookings exchanged their tables',
  TablesBlocked: 'Tables are kept from everybody',
  TablesUnblocked: 'A block ended, or some of its tables are free again',
  BookingPinned: 'A booking is not moved automatically any more',
  BookingUnpinned: 'A booking may be moved automatically again',
  AllocationImported: 'A row of an assignment made elsewhere; states the whole assignment after it',
  AllocationPromoted: 'An imported assignment is guarded from now on',
  ShadowConflictObserved: 'Claims overlap that would have been refused, had the flags enforced',
  FlagSet: 'A runtime switch was set, or given back to its default',
  CommandRejected: 'Refused demand: what was asked, and every reason it was not given',
};
