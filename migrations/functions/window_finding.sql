-- What the window check finds, as a list: tables for another time than the booked one wait for nobody,
-- unless the guests are here. It never refuses.
create or replace function window_finding(p_booking bookings, p_window tstzrange) returns jsonb
  language sql stable
  as $$
    select case when p_window @> p_booking.starts_at or p_booking.status in ('checked_in', 'seated') then '[]'
                else jsonb_build_array(finding('window', false, 'OUTSIDE_BOOKED_TIME',
                       format('the guests are booked for %s, outside this window', iso(p_booking.starts_at)),
                       jsonb_build_object('startsAt', iso(p_booking.starts_at),
                                          'window', window_json(p_window)))) end
  $$;
