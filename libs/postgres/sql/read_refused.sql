-- Refused demand of a venue, newest first: $1 partition, $2 venue, $3/$4 [from, to), $5 before seq or
-- null, $6 most. Read backwards by the primary key, so a page costs no more than what it passes.
select
  seq, recorded_at, command_id, data
from events
where partition = $1
  and venue_id = $2
  and type = 'CommandRejected'
  and recorded_at >= $3
  and recorded_at < $4
  and ($5::bigint is null or seq < $5)
order by seq desc
limit $6
