-- $1 projection, $2 venue, $3 limit: the first parked events of the venue, as the log has them.
select e.partition, e.event_id, e.venue_id, e.type, e.schema_version, e.data, e.metadata,
       e.recorded_at, e.command_id, e.seq, encode(e.prev_hash, 'hex') as prev_hash,
       encode(e.hash, 'hex') as hash
  from parked_events p
  join events e on e.partition = p.partition and e.seq = p.seq
 where p.projection = $1 and p.venue_id = $2 and p.dropped_at is null
 order by p.seq
 limit $3
