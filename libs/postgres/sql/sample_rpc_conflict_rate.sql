-- The conflicts of the last minute: what the runbook's query lists, those that were only observed among them,
-- to be seen before they are refused, which is what observing is for; but for parties that no table fitted: a
-- full house met nobody's claim. And what the SQL functions refused, of which the sequence alone remains: by
-- how much it is past where it stood nearest to a minute ago, since it is looked at. Events are dated ahead of
-- a clock that went back until it has caught up: those are counted like what the sequence counts.
with clock as (
  select clock_timestamp() as at
), dated as (
  select e.created_at <= c.at as is_past
  from observability_events e cross join clock c
  where e.source = 'capacity.selector'
    and e.event_type = 'capacity.selector.assignment'
    and e.context -> 'error' is not null
    and e.context -> 'error' ->> 'code' is distinct from 'NO_TABLES_FIT'
    and e.created_at > c.at - interval '1 minute'
), told as (
  select count(*) filter (where is_past) as conflicts, count(*) filter (where not is_past) as ahead
  from dated
), looked as (
  select c.at, s.last_value + t.ahead as conflicts
  from clock c cross join sql_conflicts s cross join told t
), kept as (
  insert into sql_conflict_samples (sampled_at, conflicts)
  select at, conflicts from looked
), forgotten as (
  delete from sql_conflict_samples s
  using looked l
  where s.sampled_at not between l.at - interval '2 minutes' and l.at
), stood as (
  select s.conflicts
  from sql_conflict_samples s cross join looked l
  where s.sampled_at between l.at - interval '2 minutes' and l.at
  order by abs(extract(epoch from s.sampled_at - l.at + interval '1 minute'))
  limit 1
)
select greatest(0, told.conflicts + looked.conflicts - coalesce(stood.conflicts, looked.conflicts))::float8 as value
from told cross join looked left join stood on true
