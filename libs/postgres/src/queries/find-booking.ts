import type { BookingStatus, BookingView, Instant, JsonObject, Uuid } from '#contracts';
import { sql } from '../sql.js';
import type { Queryable } from './queryable.js';

interface Row {
  readonly booking_id: Uuid;
  readonly venue_id: Uuid;
  readonly party_size: number;
  readonly starts_at: Date;
  readonly ends_at: Date;
  readonly window_start: Date;
  readonly window_end: Date;
  readonly status: BookingStatus;
  readonly zone: string | null;
  readonly pinned_table_ids: readonly Uuid[];
  readonly pin_reason: string | null;
  readonly metadata: JsonObject | null;
  readonly registered_at: Date;
  readonly updated_at: Date;
  readonly assignments: BookingView['assignments'];
  readonly holds: BookingView['holds'];
}

export async function findBooking(
  pool: Queryable,
  bookingId: Uuid,
  venueId: Uuid | null,
): Promise<BookingView | null> {
  const { rows } = await pool.query<Row>(sql('find_booking'), [bookingId, venueId]);
  return rows[0] === undefined ? null : bookingView(rows[0]);
}

function bookingView(row: Row): BookingView {
  return {
    bookingId: row.booking_id,
    venueId: row.venue_id,
    partySize: row.party_size,
    startsAt: row.starts_at.toISOString(),
    endsAt: row.ends_at.toISOString(),
    window: { start: row.window_start.toISOString(), end: row.window_end.toISOString() },
    status: row.status,
    zone: row.zone,
    pinnedTableIds: row.pinned_table_ids,
    pinReason: row.pin_reason,
    metadata: row.metadata,
    registeredAt: row.registered_at.toISOString(),
    updatedAt: row.updated_at.toISOString(),
    assignments: row.assignments.map((assignment) => ({
      ...assignment,
      startAt: instant(assignment.startAt),
      endAt: instant(assignment.endAt),
      assignedAt: instant(assignment.assignedAt),
    })),
    holds: row.holds.map((hold) => ({
      ...hold,
      startAt: instant(hold.startAt),
      endAt: instant(hold.endAt),
      expiresAt: instant(hold.expiresAt),
    })),
  };
}

/** Inside jsonb a time is PostgreSQL's text of it. */
function instant(text: string): Instant {
  return new Date(text).toISOString();
}
