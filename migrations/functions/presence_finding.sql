-- What the presence check finds, as a list: guests who have not left though their claim is over may still
-- sit at a table that is given away from now on. It never refuses. p_table_ids are distinct.
create or replace function presence_finding(p_venue_id uuid, p_table_ids uuid[], p_window tstzrange,
                                            p_booking_id uuid, p_now timestamptz) returns jsonb
  language sql stable
  as $$
    select coalesce(jsonb_agg(f), '[]')
      from (
        select finding('presence', false, 'TABLE_MAY_BE_OCCUPIED',
                 string_agg(format('%s may be occupied: the guests of booking %s had it until %s and have not left',
                                   g.label, g.booking_id, g.until), '; ' order by g.o),
                 jsonb_build_object('guests', jsonb_agg(jsonb_build_object(
                   'tableId', g.table_id, 'label', g.label, 'bookingId', g.booking_id, 'until', g.until)
                   order by g.o)))
          from (
            select t.table_id, t.booking_id, iso(t.end_at) as until,
                   coalesce((select label from tables where venue_id = p_venue_id and id = t.table_id),
                            t.table_id::text) as label,
                   row_number() over (order by t.table_id, t.end_at, t.booking_id) as o
              from lingering_guests(p_venue_id, p_now) l(booking_id)
             cross join lateral (select * from booking_table_assignments where booking_id = l.booking_id) t
             where t.booking_id is distinct from p_booking_id and t.table_id = any (p_table_ids)
               and t.end_at <= p_now
               and greatest(p_now, lower(p_window)) < t.end_at + interval '12 hours'
               and coalesce(upper(p_window) > p_now, true)
          ) g
        having count(*) > 0
      ) found(f)
  $$;
