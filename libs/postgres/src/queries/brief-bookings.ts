import type { BookingBrief, Uuid } from '#contracts';
import { sql } from '../sql.js';
import type { Queryable } from './queryable.js';

interface Row {
  readonly booking_id: Uuid;
  readonly name: string | null;
  readonly party_size: number;
  readonly starts_at: Date;
}

/**
 * Those of the bookings that are registered, each once; nulls are left out. Ids that anybody may
 * have sent need a `venueId`: others' guests are not named to whoever guesses an id. Null where what
 * names them, a claim or an event, made sure.
 */
export async function briefBookings(
  queryable: Queryable,
  bookingIds: readonly (Uuid | null)[],
  venueId: Uuid | null,
): Promise<readonly BookingBrief[]> {
  const wanted = [...new Set(bookingIds)].filter((id) => id !== null);
  if (wanted.length === 0) return [];
  const { rows } = await queryable.query<Row>(sql('brief_bookings'), [wanted, venueId]);
  return rows.map(({ booking_id: bookingId, name, party_size: partySize, starts_at }) => {
    return { bookingId, name, partySize, startsAt: starts_at.toISOString() };
  });
}
