-- $1 venue, $2 partition, $3 seq: whether anything was recorded of the venue after it.
select exists (select from events where partition = $2 and seq > $3 and venue_id = $1) as moved
