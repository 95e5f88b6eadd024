-- $1 an assignments table: its rows that no event accounts for, a booking's rows together.
select venue_id as "venueId", booking_id as "bookingId", table_id as "tableId", iso(start_at) as "start",
       iso(end_at) as "end", assigned_by as "assignedBy", iso(assigned_at) as "assignedAt",
       idempotency_key as "idempotencyKey", merge_group_id as "mergeGroupId", fault
  from unaccounted_rows($1::text::regclass)
 order by venue_id, booking_id, table_id
