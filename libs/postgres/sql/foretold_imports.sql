-- $1 an assignments table: its rows that no event accounts for, a booking's rows together, and what would
-- become of each.
select booking_id as "bookingId", table_id as "tableId", venue_id as "venueId", fault, repeated
  from foretold_imports($1::text::regclass)
 order by venue_id, booking_id, table_id
