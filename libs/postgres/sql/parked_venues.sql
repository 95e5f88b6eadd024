-- $1 projection, $2 venues: those of them that are parked.
select distinct venue_id
  from parked_events
 where projection = $1 and venue_id = any ($2::uuid[]) and dropped_at is null
