-- A booking that may be given tables; raises P0002 for one that is not of this venue and 23514 for
-- one that is over.
create or replace function open_booking(p_booking_id uuid, p_venue_id uuid) returns bookings
  language plpgsql stable
  as $$
declare
  v_booking bookings;
begin
  select * into v_booking from bookings where booking_id = p_booking_id and venue_id = p_venue_id;
  if not found then
    perform refuse('BOOKING_NOT_FOUND',
      format('booking %s is not registered here; send RegisterBooking first', p_booking_id));
  end if;
  if v_booking.status in ('completed', 'cancelled', 'no_show') then
    perform refuse('BOOKING_CLOSED',
      format('booking %s is %s; SetBookingStatus takes that back', p_booking_id, v_booking.status));
  end if;
  return v_booking;
end
$$;
