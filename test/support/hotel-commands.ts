import { readFileSync } from 'node:fs';
import { gunzipSync } from 'node:zlib';
import type { BookingStatus, Command, CommandData, CommandType, Uuid } from '#contracts';
import { derivedUuid } from '#contracts';
import { dataFile, readVenue } from './data-files.js';

export const HOTELS = ['resort', 'city'] as const;
export type HotelName = (typeof HOTELS)[number];

/** One row of `arrivals-2015.csv.gz`. Dates are `YYYY-MM-DD` on the hotel's calendar. */
export interface HotelBooking {
  readonly row: number;
  readonly hotel: HotelName;
  readonly bookedOn: string;
  readonly arrival: string;
  readonly nights: number;
  readonly party: number;
  readonly reservedType: string;
  readonly endedAs: BookingStatus;
  readonly endedOn: string;
}

/** All bookings of the file, in its order. */
export function readHotelBookings(): readonly HotelBooking[] {
  const csv = gunzipSync(readFileSync(dataFile('hotel-bookings/arrivals-2015.csv.gz')));
  const [, ...lines] = csv.toString('utf8').trimEnd().split('\n');
  return lines.map(bookingOf);
}

/**
 * Two hotels' half year as commands, in the order of time: both venues, then day by day
 *
 * 1. what became of the bookings made on earlier days (stays that ended, cancellations, no-shows),
 *    because a room given up in the morning can be sold the same day;
 * 2. the day's new bookings, each registered and at once given the best room of its type;
 * 3. what became of the bookings made this very day.
 *
 * Within each, in the file's order. Ids follow from the rows, so the stream is the same every time.
 */
export function* hotelCommands(bookings = readHotelBookings()): Generator<Command> {
  for (const hotel of HOTELS) yield configure(hotel);
  const venueIds = { resort: venueIdOf('resort'), city: venueIdOf('city') };
  for (const { booking, step } of stepsOf(bookings)) {
    const venueId = venueIds[booking.hotel];
    if (step === 'ended') yield ended(booking, venueId);
    else {
      yield registered(booking, venueId);
      yield assigned(booking, venueId);
    }
  }
}

export function venueIdOf(hotel: HotelName): Uuid {
  return readVenue(`hotel-bookings/${hotel}`).venueId;
}

/** The id that a booking goes by in the stream. */
export function hotelBookingId(booking: HotelBooking): Uuid {
  return derivedUuid('hotel-booking', booking.row);
}

const ENDED_AS: Readonly<Record<string, BookingStatus>> = {
  'Check-Out': 'completed',
  Canceled: 'cancelled',
  'No-Show': 'no_show',
};

function bookingOf(line: string): HotelBooking {
  const [row, hotel, bookedOn, arrival, nights, party, reservedType, , status, endedOn] =
    line.split(',');
  return {
    row: Number(row),
    hotel: hotel as HotelName,
    bookedOn: bookedOn!,
    arrival: arrival!,
    nights: Number(nights),
    // Some rows name no guest at all; somebody came.
    party: Math.max(1, Number(party)),
    reservedType: reservedType!,
    endedAs: ENDED_AS[status!]!,
    endedOn: endedOn!,
  };
}

interface Step {
  readonly booking: HotelBooking;
  readonly step: 'booked' | 'ended';
  readonly day: string;
  /** Place within the day. */
  readonly turn: 1 | 2 | 3;
}

function stepsOf(bookings: readonly HotelBooking[]): readonly Step[] {
  const steps = bookings.flatMap((booking): Step[] => {
    const { bookedOn, endedOn } = booking;
    const turn = endedOn === bookedOn ? 3 : 1;
    return [
      { booking, step: 'booked', day: bookedOn, turn: 2 },
      { booking, step: 'ended', day: endedOn, turn },
    ];
  });
  // Stable: equal steps stay in the file's order.
  return steps.sort((a, b) => (a.day < b.day ? -1 : a.day > b.day ? 1 : a.turn - b.turn));
}

function configure(hotel: HotelName): Command {
  const data = readVenue(`hotel-bookings/${hotel}`);
  return envelope('ConfigureVenue', data.venueId, data, hotel) as Command;
}

function registered(booking: HotelBooking, venueId: Uuid): Command {
  const { arrival, nights, party, reservedType, row } = booking;
  const data: CommandData['RegisterBooking'] = {
    bookingId: hotelBookingId(booking),
    partySize: party,
    // Wall clock of the hotel: an afternoon to a morning, whatever the clocks do between.
    startsAt: nights === 0 ? `${arrival}T10:00` : `${arrival}T15:00`,
    endsAt: nights === 0 ? `${arrival}T14:00` : `${plusDays(arrival, nights)}T11:00`,
    status: 'confirmed',
    zone: reservedType,
  };
  return envelope('RegisterBooking', venueId, data, row) as Command;
}

function assigned(booking: HotelBooking, venueId: Uuid): Command {
  const data = {
    bookingId: hotelBookingId(booking),
    constraints: { zone: booking.reservedType },
  };
  return envelope('AssignBest', venueId, data, booking.row) as Command;
}

function ended(booking: HotelBooking, venueId: Uuid): Command {
  const data = { bookingId: hotelBookingId(booking), status: booking.endedAs };
  return envelope('SetBookingStatus', venueId, data, booking.row) as Command;
}

function envelope<T extends CommandType>(
  type: T,
  venueId: Uuid,
  data: CommandData[T],
  subject: string | number,
) {
  return {
    commandId: derivedUuid('hotel-command', type, subject),
    type,
    venueId,
    data,
    actor: { kind: 'booking-system', id: 'hotel-desk' },
  };
}

/** Days on the calendar; in UTC, where every day has 24 hours. */
function plusDays(date: string, days: number): string {
  const at = new Date(`${date}T00:00:00.000Z`);
  at.setUTCDate(at.getUTCDate() + days);
  return at.toISOString().slice(0, 10);
}
