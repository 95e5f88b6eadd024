-- $1 limit: the venues that are parked, those longest parked first, each with its first event.
select first.projection, first.venue_id, venues.name as venue_name, first.partition, first.seq,
       first.event_id, first.type, first.error, first.parked_at, waiting.events
  from (select projection, venue_id, min(seq) as seq, count(*) as events
          from parked_events
         where dropped_at is null
         group by projection, venue_id) as waiting
  join parked_events as first
    on first.projection = waiting.projection and first.venue_id = waiting.venue_id
       and first.seq = waiting.seq
  left join venues on venues.venue_id = first.venue_id
 order by first.parked_at, first.venue_id
 limit $1
