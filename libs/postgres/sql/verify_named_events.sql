-- An event that a stored outcome names and the log does not have: a tail that was cut off leaves no gap.
-- Whole tables are hashed, not probed, because event ids have no index.
with named as materialized (
  select c.command_id, e ->> 'id' as event_id, e -> 'partition' as partition, e -> 'seq' as seq
    from commands c
   cross join lateral jsonb_array_elements(
     case jsonb_typeof(c.outcome -> 'events') when 'array' then c.outcome -> 'events' else '[]' end) e
)
select n.partition, n.seq, n.event_id, n.command_id
  from named n
  left join events v on v.event_id::text = n.event_id
 where v.event_id is null
 order by n.partition, n.seq, n.command_id
 limit 1
