-- Holds past their time that nothing has expired yet, the longest lapsed first.
select id, venue_id, expires_at
from table_holds
where expires_at <= clock_timestamp()
order by expires_at, id
limit $1
