import { Temporal } from 'temporal-polyfill';
import { derivedUuid } from '#contracts';
import type { CommandData, CommandEnvelope, VenueConfiguration } from '#contracts';

export type DemoBooking = CommandData['RegisterBooking'];

type DemoCommand = CommandEnvelope<'RegisterBooking' | 'AssignBest'>;

/**
 * The commands of a day's bookings, moved to `today` by whole days: every party comes at the same
 * time on the venue's clock as in the data. Each booking is registered and then seated by the
 * selector, in the order in which they were made.
 *
 * @param today in the venue's zone
 */
export function demoDay(
  venue: VenueConfiguration,
  bookings: readonly DemoBooking[],
  today: Temporal.PlainDate,
): DemoCommand[] {
  const local = bookings.map((booking) => localStart(booking, venue.timeZone));
  const dates = local.map((start) => start.toPlainDate());
  const earlier = (a: Temporal.PlainDate, b: Temporal.PlainDate): Temporal.PlainDate =>
    Temporal.PlainDate.compare(a, b) <= 0 ? a : b;
  const first = dates.reduce(earlier, dates[0] ?? today);
  const days = first.until(today).days;
  return bookings.flatMap((booking, i) => {
    const startsAt = local[i]!.add({ days }).toInstant().toString();
    const { bookingId } = booking;
    const command = <T extends 'RegisterBooking' | 'AssignBest'>(
      type: T,
      data: CommandData[T],
    ): CommandEnvelope<T> => ({
      commandId: derivedUuid('demo', type, bookingId, startsAt),
      type,
      venueId: venue.venueId,
      actor: { kind: 'booking-system', id: 'demo' },
      data,
    });
    return [
      command('RegisterBooking', { ...booking, startsAt }),
      command('AssignBest', { bookingId }),
    ];
  });
}

function localStart(booking: DemoBooking, timeZone: string): Temporal.ZonedDateTime {
  return Temporal.Instant.from(booking.startsAt).toZonedDateTimeISO(timeZone);
}
