-- The seating that a booking has, as events state it; null without one. Whether it is a shadow is
-- told by its claims. Its window is that of the table that is kept longest.
create or replace function seating_of(p_booking_id uuid) returns jsonb
  language plpgsql stable
  as $$
begin
  return (
    select seating_until(
             seating_json((array_agg(t.venue_id))[1], array_agg(t.table_id order by t.table_id),
                          tstzrange(min(t.start_at), max(t.end_at), '[)'),
                          exists (select from allocations a
                                   where a.booking_id = p_booking_id and a.kind = 'assignment' and a.shadow),
                          (array_agg(t.merge_group_id))[1]),
             jsonb_object_agg(t.table_id, iso(t.end_at)))
      from booking_table_assignments t
     where t.booking_id = p_booking_id
    having count(*) > 0);
end
$$;
