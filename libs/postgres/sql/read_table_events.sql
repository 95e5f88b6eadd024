-- The events of a venue that name a table, by seq: every event that changes who has a table does.
-- $1 venue, $2 table, $3 types, $4 after seq, $5 recorded at this time or before, or null, $6 most.
select
  partition, seq, event_id, venue_id, type, schema_version, data, metadata, recorded_at, command_id
from events
where venue_id = $1
  and type <> 'CommandRejected'
  and type = any ($3::text[])
  and seq > $4
  and ($5::timestamptz is null or recorded_at <= $5)
  and position($2::uuid::text in data::text) > 0
order by seq
limit $6
