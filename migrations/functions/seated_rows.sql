-- The rows of a booking's tables as they are now, as the functions for SQL callers answer them.
create or replace function seated_rows(p_booking_id uuid)
  returns table (table_id uuid, start_at timestamptz, end_at timestamptz, merge_group_id uuid)
  language sql stable
  as $$
    select t.table_id, t.start_at, t.end_at, t.merge_group_id
      from booking_table_assignments t where t.booking_id = p_booking_id order by t.table_id
  $$;
