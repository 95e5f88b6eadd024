-- The last $1 changes of time_zones, the latest first.
select name, iso(changed_at) as "changedAt", changed_by as "changedBy", reason, source,
       source_version as "sourceVersion"
  from time_zone_changes order by id desc limit $1
