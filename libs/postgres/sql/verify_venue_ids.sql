-- Every venue that has a row anywhere: one without events has rows that nothing accounts for.
select venue_id from allocations union select venue_id from booking_table_assignments
union select venue_id from table_holds union select venue_id from bookings
union select venue_id from ended_claims union select venue_id from venues
union select venue_id from tables union select venue_id from table_adjacencies
union select coalesce(venue_id, '00000000-0000-0000-0000-000000000000') from feature_flags
