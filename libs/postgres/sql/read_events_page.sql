-- One page of an export: events after a place, in (partition, seq) order, which is the primary
-- key's.
-- $1 partition or null, $2/$3 the place, $4 venue or null, $5 types or null, $6/$7 [from, to) or
-- null.
select
  partition, seq, event_id, venue_id, type, schema_version, data, metadata, recorded_at, command_id
from events
where ($1::integer is null or partition = $1)
  and (partition, seq) > ($2::integer, $3::bigint)
  and ($4::uuid is null or venue_id = $4)
  and ($5::text[] is null or type = any ($5))
  and ($6::timestamptz is null or recorded_at >= $6)
  and ($7::timestamptz is null or recorded_at < $7)
order by partition, seq
limit $8
