-- The bookings of a venue whose guests are here though their claim on some table is over, since at most
-- twelve hours: they may sit there still (libs/allocation/src/checks/presence-check.ts). A check-in that
-- nobody followed by "left" is not looked at for ever.
create or replace function lingering_guests(p_venue_id uuid, p_by timestamptz) returns setof uuid
  language sql stable
  as $$
    select b.booking_id
      from bookings b
     where b.venue_id = p_venue_id and b.status in ('checked_in', 'seated')
       and greatest(upper(b."window"), b.updated_at) > p_by - interval '3 days'
       and exists (select from booking_table_assignments t
                    where t.booking_id = b.booking_id and t.end_at <= p_by
                      and t.end_at > p_by - interval '12 hours')
  $$;
