-- How many venues each projection has parked.
select projection, count(distinct venue_id) as venues
  from parked_events
 where dropped_at is null
 group by projection
