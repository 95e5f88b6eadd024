-- $1 venues: takes their rows out of the shadow, to be built again.
with
  a as (delete from allocator_shadow.allocations where venue_id = any ($1::uuid[])),
  b as (delete from allocator_shadow.booking_table_assignments where venue_id = any ($1::uuid[])),
  c as (delete from allocator_shadow.table_holds where venue_id = any ($1::uuid[])),
  d as (delete from allocator_shadow.ended_claims where venue_id = any ($1::uuid[])),
  e as (delete from allocator_shadow.bookings where venue_id = any ($1::uuid[])),
  f as (delete from allocator_shadow.venues where venue_id = any ($1::uuid[])),
  g as (delete from allocator_shadow.tables where venue_id = any ($1::uuid[])),
  h as (delete from allocator_shadow.table_adjacencies where venue_id = any ($1::uuid[]))
delete from allocator_shadow.feature_flags
 where coalesce(venue_id, '00000000-0000-0000-0000-000000000000') = any ($1::uuid[])
