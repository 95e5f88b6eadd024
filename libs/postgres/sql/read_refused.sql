-- Refused demand of a venue, newest first: $1 partition, $2 venue, $3/$4 [from, to), $5 types of events,
-- $6 commands whose refusal is demand, $7 codes that are none, $8 before seq or null, $9 most, $10 only these
-- codes or null. Read backwards by the primary key, so a page costs no more than what it passes.
select
  seq, recorded_at, command_id, type, data, code
from events, lateral (select demand_code(type, data, $6::text[], $7::text[])) refusal (code)
where partition = $1
  and venue_id = $2
  and type = any ($5::text[])
  and recorded_at >= $3
  and recorded_at < $4
  and code is not null
  and ($8::bigint is null or seq < $8)
  and ($10::text[] is null or code = any ($10))
order by seq desc
limit $9
