-- Why the rows of one booking cannot be imported as one assignment, together with the claims that it has
-- already: {code, why}, or null. p_rows: [{tableId, start, end}], none of which is claimed.
create or replace function import_obstacle(p_venue_id uuid, p_booking_id uuid, p_rows jsonb) returns jsonb
  language sql stable
  as $$
    select case
      when exists (select from booking_table_assignments t
                    where t.booking_id = p_booking_id and not t.table_id = any (coalesce(c.ids, '{}'))
                      and not p_rows @> jsonb_build_array(jsonb_build_object('tableId', t.table_id))) then
        '{"code": "ID_TAKEN", "why": "the booking has further rows, which belong into the same import"}'
      when exists (select from bookings where booking_id = p_booking_id and venue_id <> p_venue_id) then
        '{"code": "ID_TAKEN", "why": "the booking is of another venue"}'
      when w.problem is not null then
        jsonb_build_object('code', 'WINDOW_INVALID', 'why', 'the window ' || w.problem)
      when not c.shadow then
        '{"code": "ID_TAKEN", "why": "the booking was given its tables by command"}'
      when w.windows > 1 or w.one <> c."window" then
        '{"code": "WINDOW_INVALID", "why": "the booking has tables for several windows"}'
    end::jsonb
      from (
        select min(window_problem(t.starts, t.ends)) as problem,
               count(distinct (t.starts, t.ends)) as windows,
               case when min(t.starts) < min(t.ends) then tstzrange(min(t.starts), min(t.ends), '[)') end as one
          from jsonb_array_elements(p_rows) r
         cross join lateral (select date_trunc('milliseconds', (r ->> 'start')::timestamptz),
                                    date_trunc('milliseconds', (r ->> 'end')::timestamptz)) t(starts, ends)
      ) w
     cross join (
        select array_agg(a.resource_id) as ids, bool_and(a.shadow) as shadow, (array_agg(a."window"))[1] as "window"
          from allocations a where a.booking_id = p_booking_id and a.kind = 'assignment'
      ) c
  $$;
