import { useQuery } from '@tanstack/react-query';
import { useMemo } from 'react';
import type { BookingView, ManualContext } from '#contracts';
import { useWorkplace } from '../shell/workplace.js';
import { dayInView } from '../time/day-in-view.js';
import { serviceDate } from '../time/service-day.js';
import { bookingsOf } from '../timeline/seating.js';
import { nameOf } from '../timeline/tiles.js';
import { timelineQuery } from '../timeline/use-timeline.js';
import { guestName, shortId } from '../words.js';
import type { Setting } from '../words.js';

/** A guest's name, or the first characters of the booking's id. */
export function bookingName({ metadata, bookingId }: BookingView): string {
  return guestName(metadata) ?? shortId(bookingId);
}

/** The booking's service day, and whoever else is there by name: the same answer as the timeline's. */
export function useSetting(context: ManualContext | undefined): Setting {
  const { venue: chosen, date: shown } = useWorkplace();
  const { venueId, timeZone, policy } = context?.venue ?? chosen;
  const date =
    context === undefined
      ? shown
      : serviceDate(policy, timeZone, Date.parse(context.booking.startsAt));
  const { data } = useQuery(timelineQuery(venueId, date));
  return useMemo(() => {
    const bookings = data && bookingsOf(data);
    return {
      ...dayInView(data ?? { timeZone, date, service: [] }),
      nameOf: (bookingId) => {
        const booking = bookings?.get(bookingId);
        return booking === undefined ? null : nameOf(booking);
      },
    };
  }, [data, timeZone, date]);
}
