-- The conflicts of the last minute: what the runbook's query lists, those that were only observed among them,
-- to be seen before they are refused, which is what observing is for; but for parties that no table fitted: a
-- full house met nobody's claim. And what the SQL functions refused, of which the sequence alone remains: by
-- how much it is past where it stood nearest to a minute ago, since it is looked at.
with looked as (
  select clock_timestamp() as at, last_value as conflicts
  from sql_conflicts
), kept as (
  insert into sql_conflict_samples (sampled_at, conflicts)
  select at, conflicts from looked
), forgotten as (
  delete from sql_conflict_samples s
  using looked l
  where s.sampled_at < l.at - interval '2 minutes'
), stood as (
  select s.conflicts
  from sql_conflict_samples s cross join looked l
  where s.sampled_at >= l.at - interval '2 minutes'
  order by abs(extract(epoch from s.sampled_at - l.at + interval '1 minute'))
  limit 1
), told as (
  select count(*) as conflicts
  from observability_events
  where source = 'capacity.selector'
    and event_type = 'capacity.selector.assignment'
    and context -> 'error' is not null
    and context -> 'error' ->> 'code' is distinct from 'NO_TABLES_FIT'
    and created_at > clock_timestamp() - interval '1 minute'
)
select (told.conflicts + looked.conflicts - coalesce(stood.conflicts, looked.conflicts))::float8 as value
from told cross join looked left join stood on true
