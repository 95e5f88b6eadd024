-- One page of an export: events of a log partition after a seq, by the primary key.
-- $1 partition, $2 the seq, $3 venue or null, $4 types or null, $5/$6 [from, to) or null, $7 most.
select
  partition, seq, event_id, venue_id, type, schema_version, data, metadata, recorded_at, command_id
from events
where partition = $1
  and seq > $2
  and ($3::uuid is null or venue_id = $3)
  and ($4::text[] is null or type = any ($4))
  and ($5::timestamptz is null or recorded_at >= $5)
  and ($6::timestamptz is null or recorded_at < $6)
order by seq
limit $7
