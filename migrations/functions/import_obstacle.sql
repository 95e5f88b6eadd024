-- Why the rows of one booking cannot be imported as one assignment: {code, why}, or null. The last
-- three parameters tell of the claims that the booking has already.
create or replace function import_obstacle(p_venue_id uuid, p_booking_id uuid, p_rows jsonb, p_claimed uuid[],
                                           p_shadow boolean, p_window tstzrange) returns jsonb
  language sql stable
  as $$
    select case
      when exists (select from booking_table_assignments t
                    where t.booking_id = p_booking_id and not t.table_id = any (coalesce(p_claimed, '{}'))
                      and not p_rows @> jsonb_build_array(jsonb_build_object('tableId', t.table_id))) then
        '{"code": "ID_TAKEN", "why": "the booking has further rows, which belong into the same import"}'
      when exists (select from bookings where booking_id = p_booking_id and venue_id <> p_venue_id) then
        '{"code": "ID_TAKEN", "why": "the booking is of another venue"}'
      when w.wrong then
        '{"code": "WINDOW_INVALID", "why": "the window is empty, reversed or longer than 366 days"}'
      when not p_shadow then
        '{"code": "ID_TAKEN", "why": "the booking was given its tables by command"}'
      when w.windows > 1 or w.one <> p_window then
        '{"code": "WINDOW_INVALID", "why": "the booking has tables for several windows"}'
    end::jsonb
      from (
        select bool_or(t.ends is null or t.starts is null or t.ends <= t.starts
                       or t.ends - t.starts > interval '366 days') as wrong,
               count(distinct (t.starts, t.ends)) as windows,
               case when min(t.starts) < min(t.ends) then tstzrange(min(t.starts), min(t.ends), '[)') end as one
          from jsonb_array_elements(p_rows) r
         cross join lateral (select date_trunc('milliseconds', (r ->> 'start')::timestamptz),
                                    date_trunc('milliseconds', (r ->> 'end')::timestamptz)) t(starts, ends)
      ) w
  $$;
