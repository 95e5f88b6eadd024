import type { Assignment, BookingRecord, Claim, EndedClaim, Hold } from '#allocation';
import { endOn } from '#allocation';
import type { CommandOutcome, Instant, upcast, Uuid, VenueConfiguration } from '#contracts';

/**
 * What `open_batch` answers; every list is null when empty. Shapes are those of the SQL functions.
 */
export interface OpenedBatch {
  readonly now: Instant;
  /** The version of the calendar. */
  readonly calendar: number;
  readonly heads: readonly {
    readonly partition: number;
    readonly seq: number;
    readonly hash: string;
    /** Of its last event; null: it has none. */
    readonly recordedAt: Instant | null;
  }[];
  readonly outcomes: readonly StoredOutcome[] | null;
  readonly flags: readonly FlagRow[] | null;
  readonly venues: readonly VenueRow[] | null;
  readonly floors: FloorRows;
}

export interface StoredOutcome {
  readonly commandId: Uuid;
  readonly venueId: Uuid;
  readonly fingerprint: string;
  readonly outcome: CommandOutcome;
}

export interface FlagRow {
  readonly flag: string;
  readonly venueId: Uuid | null;
  readonly value: boolean;
  readonly reason: string;
  readonly setBy: string;
  readonly setAt: Instant;
}

export interface VenueRow {
  readonly venueId: Uuid;
  readonly contextSeq: number;
  /** Null while the venue is not configured. */
  readonly version: number | null;
  readonly updatedAt: Instant | null;
  /** Null where the asker has this version already. */
  readonly configuration: VenueConfiguration | null;
}

/** What `read_floors` answers. Rows may repeat, and may belong to a venue that did not ask. */
export interface FloorRows {
  readonly bookings: readonly (OfVenue & BookingRecord)[] | null;
  readonly assignments: readonly AssignmentRow[] | null;
  readonly holds: readonly (OfVenue & Hold)[] | null;
  readonly ended: readonly (OfVenue & EndedClaim)[] | null;
  readonly claims: readonly ClaimRow[] | null;
  readonly changes: readonly ChangesRow[] | null;
}

/** The venue's events after a seq, newest first: as many as are ever looked at, and one more. */
export interface ChangesRow extends OfVenue {
  readonly afterSeq: number;
  readonly events: readonly Parameters<typeof upcast>[0][] | null;
}

interface OfVenue {
  readonly venueId: Uuid;
}

export interface AssignmentRow extends OfVenue {
  readonly bookingId: Uuid;
  readonly tableId: Uuid;
  readonly start: Instant;
  readonly end: Instant;
  readonly assignedBy: string | null;
  readonly assignedAt: Instant;
  readonly idempotencyKey: string | null;
  readonly mergeGroupId: Uuid | null;
}

export interface ClaimRow extends OfVenue, Omit<Claim, 'window'> {
  readonly start: Instant;
  readonly end: Instant | null;
}

export function claimOf(row: ClaimRow): Claim {
  const { venueId: _venueId, start, end, ...claim } = row;
  return { ...claim, window: { start, end } };
}

export function claimRow(venueId: Uuid, resourceType: string, claim: Claim) {
  const { start, end } = claim.window;
  // Left out of the JSON. V8 copies a whole object several times as fast as one with a member less.
  return { ...claim, window: undefined, venueId, resourceType, start, end };
}

/** The rows of one booking's tables as the one assignment that they are. */
export function assignmentOf(rows: readonly AssignmentRow[], shadow: boolean): Assignment {
  const [first] = rows;
  const { start, assignedBy, assignedAt, idempotencyKey, mergeGroupId } = first!;
  const end = rows.reduce((latest, row) => (row.end > latest ? row.end : latest), first!.end);
  const shorter = rows.filter((row) => row.end < end);
  return {
    tableIds: rows.map((row) => row.tableId).sort(),
    window: { start, end },
    ends: shorter.length === 0 ? null : new Map(shorter.map((row) => [row.tableId, row.end])),
    shadow,
    mergeGroupId,
    assignedBy,
    assignedAt,
    idempotencyKey,
  };
}

export function assignmentRows(
  venueId: Uuid,
  bookingId: Uuid,
  assignment: Assignment,
): AssignmentRow[] {
  const { window, assignedBy, assignedAt, idempotencyKey, mergeGroupId } = assignment;
  return assignment.tableIds.map((tableId) => ({
    venueId,
    bookingId,
    tableId,
    start: window.start,
    end: endOn(assignment, tableId)!,
    assignedBy,
    assignedAt,
    idempotencyKey,
    mergeGroupId,
  }));
}

export function bookingRow(venueId: Uuid, booking: BookingRecord) {
  const { start, end } = booking.window;
  return { ...booking, window: undefined, venueId, start, end };
}

export function holdRow(venueId: Uuid, hold: Hold) {
  const { window, ...rest } = hold;
  return { ...rest, venueId, start: window.start, end: window.end };
}
