-- The next events of a log partition that a replay wants, in order.
-- $1 partition, $2 after seq, $3 last seq, $4 venue or null, $5 types or null, $6/$7 recorded in
-- [from, to) or null, $8 a projection whose parked and dropped events are left out, $9 limit.
select e.event_id, e.venue_id, e.type, e.schema_version, e.data, e.metadata, e.recorded_at,
       e.command_id, e.seq, encode(e.prev_hash, 'hex') as prev_hash, encode(e.hash, 'hex') as hash
  from events e
 where e.partition = $1 and e.seq > $2 and e.seq <= $3
   and ($4::uuid is null or e.venue_id = $4)
   and ($5::text[] is null or e.type = any ($5))
   and ($6::timestamptz is null or e.recorded_at >= $6)
   and ($7::timestamptz is null or e.recorded_at < $7)
   and not exists (select from parked_events p
                    where p.projection = $8 and p.partition = e.partition and p.seq = e.seq)
 order by e.seq
 limit $9
