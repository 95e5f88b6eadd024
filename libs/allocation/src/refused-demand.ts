import type { CommandType, RejectionCode } from '#contracts';
import { COMMAND_TYPES } from '#contracts';

/** Whether a command asks for tables: a refusal of one that does not is no refused demand. */
const ASKS_FOR_TABLES: { readonly [T in CommandType]: boolean } = {
  HoldTables: true,
  HoldBest: true,
  AssignTables: true,
  AssignBest: true,
  MoveBooking: true,
  SwapBookings: true,
  RepackBookings: true,
  // Asks for good: guests whose hold lapsed, or whom its tables no longer fit, go without.
  ConfirmHold: true,
  // For nobody's guests, so no covers; but whoever is in the way belongs to the venue's conflicts.
  BlockTables: true,
  // Has its tables and asks for time.
  ExtendHold: false,
  // Says what guests wish. It is refused for a time or an id that means nothing, never for tables.
  RegisterBooking: false,
  // An undone no-show that cannot have its tables back is warned of, not refused.
  SetBookingStatus: false,
  // These give up, name or configure.
  ReleaseHold: false,
  UnassignTables: false,
  UnblockTables: false,
  ExpireHold: false,
  ExtendStay: false,
  PinBooking: false,
  UnpinBooking: false,
  ImportAllocations: false,
  PromoteAllocations: false,
  ConfigureVenue: false,
  SetFlag: false,
};

/** Types of commands whose refusal is demand, unless it is for one of {@link NOBODY_WAITS}. */
export const DEMAND_COMMANDS: readonly CommandType[] = COMMAND_TYPES.filter(
  (type) => ASKS_FOR_TABLES[type],
);

/**
 * Refusals that leave no guests without tables: those of a booking that is over, and those of a
 * hold that was let go or is another's, because nobody promised its tables to whoever asks.
 */
export const NOBODY_WAITS: readonly RejectionCode[] = [
  'BOOKING_CLOSED',
  'HOLD_NOT_FOUND',
  'HOLD_BOOKING_MISMATCH',
];
