import type { HoldsView, HoldView, TableRef, Uuid } from '#contracts';
import { sql } from '../sql.js';
import { briefBookings } from './brief-bookings.js';
import type { Queryable } from './queryable.js';

interface Row {
  readonly server_now: Date;
  /** Null where there is no hold at all. */
  readonly id: Uuid | null;
  readonly venue_id: Uuid;
  readonly booking_id: Uuid | null;
  readonly start_at: Date;
  readonly end_at: Date;
  readonly expires_at: Date;
  readonly expires_at_max: Date;
  readonly shadow: boolean;
  readonly created_by: string | null;
  readonly created_at: Date;
  readonly expired: boolean;
  readonly seconds_left: number;
  readonly tables: readonly TableRef[];
}

/**
 * The holds of some venues, or of all, by the database's clock: at most `limit` live ones and as
 * many that have lapsed and were not swept, the first to lapse first.
 */
export async function listHolds(
  queryable: Queryable,
  venueIds: readonly Uuid[] | null,
  limit: number,
): Promise<HoldsView> {
  const { rows } = await queryable.query<Row>(sql('list_holds'), [venueIds, limit]);
  const holds = rows.filter(({ id }) => id !== null);
  const bookings = await briefBookings(
    queryable,
    holds.map(({ booking_id }) => booking_id),
    null,
  );
  return {
    live: holds.filter(({ expired }) => !expired).map(holdView),
    expired: holds.filter(({ expired }) => expired).map(holdView),
    bookings,
    serverNow: rows[0]!.server_now.toISOString(),
  };
}

function holdView(row: Row): HoldView {
  return {
    holdId: row.id!,
    venueId: row.venue_id,
    bookingId: row.booking_id,
    tables: row.tables,
    window: { start: row.start_at.toISOString(), end: row.end_at.toISOString() },
    expiresAt: row.expires_at.toISOString(),
    expiresAtMax: row.expires_at_max.toISOString(),
    secondsLeft: row.seconds_left,
    shadow: row.shadow,
    owner: row.created_by,
    createdAt: row.created_at.toISOString(),
  };
}
