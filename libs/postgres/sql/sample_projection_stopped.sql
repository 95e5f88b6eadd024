-- Log partitions whose checkpoint has not moved for a minute although an event behind it has been in the topic
-- for as long.
select count(*)::float8 as value
  from projection_checkpoints as c
  join relay_leases as r using (partition)
  join events as next on next.partition = c.partition and next.seq = c.seq + 1
 where c.seq < r.cursor
   and c.updated_at < clock_timestamp() - interval '1 minute'
   and next.recorded_at < clock_timestamp() - interval '1 minute'
