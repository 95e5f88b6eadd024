import type { RejectionCode } from '#contracts';

/** The HTTP status of every refusal; it does not compile when a code is forgotten. */
export const statusOf: Record<RejectionCode, 400 | 404 | 409 | 410 | 422> = {
  PAYLOAD_INVALID: 400,

  TABLE_NOT_FOUND: 404,
  BOOKING_NOT_FOUND: 404,
  HOLD_NOT_FOUND: 404,
  BLOCK_NOT_FOUND: 404,
  VENUE_NOT_FOUND: 404,

  // The request is sound; what it wants is taken, changed or over.
  TABLE_CONFLICT: 409,
  HOLD_CONFLICT: 409,
  TABLE_BLOCKED: 409,
  NO_TABLES_FIT: 409,
  STALE_CONTEXT: 409,
  IDEMPOTENCY_MISMATCH: 409,
  HOLD_BOOKING_MISMATCH: 409,
  VENUE_IN_USE: 409,
  ID_TAKEN: 409,
  BOOKING_CLOSED: 409,
  BOOKING_PINNED: 409,
  BOOKING_UNASSIGNED: 409,

  HOLD_EXPIRED: 410,

  // The rules of the venue say no, whoever else is there.
  TABLE_INACTIVE: 422,
  WINDOW_INVALID: 422,
  OUTSIDE_SERVICE: 422,
  CAPACITY_INSUFFICIENT: 422,
  SLACK_EXCEEDED: 422,
  ZONES_MIXED: 422,
  TABLE_FIXED: 422,
  MERGES_DISABLED: 422,
  TOO_MANY_TABLES: 422,
  NOT_ADJACENT: 422,
  HOLD_TTL_INVALID: 422,
  FLAG_UNKNOWN: 422,
};
