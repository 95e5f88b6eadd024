-- The bookings whose tables are claimed as shadows, by venue.
select distinct venue_id as "venueId", booking_id as "bookingId"
  from allocations
 where shadow and kind = 'assignment' and booking_id is not null
 order by 1, 2
