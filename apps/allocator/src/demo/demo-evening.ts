import { Temporal } from 'temporal-polyfill';
import { derivedUuid } from '#contracts';
import type {
  BookingStatus,
  CommandData,
  CommandEnvelope,
  CommandType,
  Uuid,
  VenueConfiguration,
} from '#contracts';
import { guest } from './guests.js';

export type DemoBooking = CommandData['RegisterBooking'];

/** What happens in the demo, in three acts; each is sent by whoever would send it. */
export interface DemoEvening {
  /** By staff, before the first booking. */
  readonly before: readonly CommandEnvelope[];
  /** By the booking system: each party is registered, then seated by the selector. */
  readonly bookings: readonly CommandEnvelope[];
  /**
   * By staff, as the day goes for those who were `seated`: who came, who has left, who did not
   * come, who is not to be moved. Those who found no table by their time went elsewhere.
   */
  asItGoes(seated: ReadonlySet<Uuid>): readonly CommandEnvelope[];
}

/** Parties that are late, by their place in the data; staff still wait for them. */
const LATE_EVERY = 11;
const LATE_MINUTES_MAX = 25;
const PIN_EVERY = 13;

/**
 * The day of a venue as it looks at `now`: bookings moved by whole days to today's date of the
 * venue's zone, at the same time on its clock as in the data. Parties whose time has come have
 * arrived (but for some late ones, and no-shows among those later still), those whose time is over
 * have left.
 */
export function demoEvening(
  venue: VenueConfiguration,
  bookings: readonly DemoBooking[],
  dataZone: string,
  now: Temporal.Instant,
): DemoEvening {
  const today = now.toZonedDateTimeISO(venue.timeZone).toPlainDate();
  const moved = movedTo(today, bookings, dataZone, venue.timeZone);
  const of = maker(venue, today);
  const parties = moved.map((startsAt, i) => ({ ...bookings[i]!, startsAt, metadata: guest(i) }));
  return {
    before: [outOfOrder(venue, today, of)],
    bookings: parties.flatMap((party, i) => {
      const booking = { ...party, startsAt: moved[i]!.toString() };
      const { bookingId } = booking;
      return [
        of('RegisterBooking', bookingId, booking),
        of('AssignBest', bookingId, { bookingId }),
      ];
    }),
    asItGoes: (seated) =>
      parties.flatMap(({ bookingId, partySize, startsAt }, i): CommandEnvelope[] => {
        const ends = startsAt.add({ minutes: turnMinutes(venue, partySize) });
        const status = statusAt(now, startsAt, ends, i, seated.has(bookingId));
        if (status !== null) return [of('SetBookingStatus', bookingId, { bookingId, status })];
        if (i % PIN_EVERY !== 3 || !seated.has(bookingId)) return [];
        return [of('PinBooking', bookingId, { bookingId, reason: 'Asked for this very table' })];
      }),
  };
}

type Maker = <T extends CommandType>(
  type: T,
  about: string,
  data: CommandData[T],
) => CommandEnvelope<T>;

function maker({ venueId }: VenueConfiguration, today: Temporal.PlainDate): Maker {
  return (type, about, data) => ({
    commandId: derivedUuid('demo', type, about, today.toString()),
    type,
    venueId,
    // The token says who it is really.
    actor: { kind: 'booking-system', id: 'demo' },
    data,
  });
}

/** The first bookings' date becomes `today`; what lies after its midnight stays after it. */
function movedTo(
  today: Temporal.PlainDate,
  bookings: readonly DemoBooking[],
  dataZone: string,
  zone: string,
): Temporal.Instant[] {
  const local = bookings.map(({ startsAt }) =>
    Temporal.Instant.from(startsAt).toZonedDateTimeISO(dataZone).toPlainDateTime(),
  );
  const first = local
    .map((start) => start.toPlainDate())
    .sort((a, b) => Temporal.PlainDate.compare(a, b))[0];
  const days = (first ?? today).until(today).days;
  return local.map((start) => start.add({ days }).toZonedDateTime(zone).toInstant());
}

/** A table that nobody can have tonight. */
function outOfOrder(
  { tables, venueId }: VenueConfiguration,
  today: Temporal.PlainDate,
  of: Maker,
): CommandEnvelope {
  const table = tables.filter(({ capacity }) => capacity === 2).at(-1) ?? tables[0]!;
  const date = today.toString();
  return of('BlockTables', table.id, {
    blockId: derivedUuid('demo', 'block', venueId, date),
    tableIds: [table.id],
    window: { start: `${date}T17:00`, end: `${date}T23:30` },
    reason: 'Wobbly leg, waiting for the carpenter',
  });
}

function statusAt(
  now: Temporal.Instant,
  starts: Temporal.Instant,
  ends: Temporal.Instant,
  i: number,
  seated: boolean,
): BookingStatus | null {
  if (Temporal.Instant.compare(starts, now) > 0) return null;
  if (!seated) return 'cancelled';
  const late = i % LATE_EVERY === 5;
  if (late && starts.until(now).total('minutes') <= LATE_MINUTES_MAX) return null;
  if (late) return 'no_show';
  return Temporal.Instant.compare(ends, now) > 0 ? 'checked_in' : 'completed';
}

/** By the last period of the day, which is the one on show. */
function turnMinutes({ policy }: VenueConfiguration, partySize: number): number {
  const turns = policy.servicePeriods.at(-1)?.turnMinutes ?? [];
  return turns.find(({ upTo }) => partySize <= upTo)?.minutes ?? 90;
}
