-- $1 projection, $2 venue, $3 who, $4 why: gives the venue's first parked event up.
update parked_events as p
   set dropped_at = clock_timestamp(), dropped_by = $3, drop_reason = $4
  from (select partition, seq
          from parked_events
         where projection = $1 and venue_id = $2 and dropped_at is null
         order by seq
         limit 1) as first
 where p.projection = $1 and p.partition = first.partition and p.seq = first.seq
returning p.partition, p.seq, p.event_id as id, p.type
