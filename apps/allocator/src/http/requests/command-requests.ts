import type { CommandType } from '#contracts';
import {
  AssignBestRequest,
  AssignTablesRequest,
  MoveBookingRequest,
  RepackBookingsRequest,
  SwapBookingsRequest,
  UnassignTablesRequest,
} from './assignment.requests.js';
import { BlockTablesRequest, UnblockTablesRequest } from './block.requests.js';
import {
  PinBookingRequest,
  RegisterBookingRequest,
  SetBookingStatusRequest,
  UnpinBookingRequest,
} from './booking.requests.js';
import { SetFlagRequest } from './flag.requests.js';
import {
  ConfirmHoldRequest,
  ExpireHoldRequest,
  ExtendStayRequest,
  ExtendHoldRequest,
  HoldBestRequest,
  HoldTablesRequest,
  ReleaseHoldRequest,
} from './hold.requests.js';
import { ImportAllocationsRequest, PromoteAllocationsRequest } from './import.requests.js';
import { ConfigureVenueRequest } from './venue.requests.js';
import type { RequestClass } from './field-kinds.js';

/** The request class of every command's data; it does not compile when a command is forgotten. */
export const COMMAND_REQUESTS: { readonly [T in CommandType]: RequestClass } = {
  ConfigureVenue: ConfigureVenueRequest,
  RegisterBooking: RegisterBookingRequest,
  SetBookingStatus: SetBookingStatusRequest,
  HoldTables: HoldTablesRequest,
  HoldBest: HoldBestRequest,
  ExtendHold: ExtendHoldRequest,
  ConfirmHold: ConfirmHoldRequest,
  ReleaseHold: ReleaseHoldRequest,
  AssignTables: AssignTablesRequest,
  AssignBest: AssignBestRequest,
  UnassignTables: UnassignTablesRequest,
  MoveBooking: MoveBookingRequest,
  SwapBookings: SwapBookingsRequest,
  RepackBookings: RepackBookingsRequest,
  BlockTables: BlockTablesRequest,
  UnblockTables: UnblockTablesRequest,
  PinBooking: PinBookingRequest,
  UnpinBooking: UnpinBookingRequest,
  ExpireHold: ExpireHoldRequest,
  ExtendStay: ExtendStayRequest,
  SetFlag: SetFlagRequest,
  ImportAllocations: ImportAllocationsRequest,
  PromoteAllocations: PromoteAllocationsRequest,
};
