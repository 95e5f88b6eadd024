-- Who is configured here, by name. $1 the venues that may be told, null for all; $2 most.
select
  v.venue_id,
  v.name,
  v.time_zone,
  (select count(*) from tables t where t.venue_id = v.venue_id) as tables
from venues v
where $1::uuid[] is null or v.venue_id = any ($1)
order by v.name, v.venue_id
limit $2
