-- The age of the oldest open transaction of this database, in seconds. Those of other roles are seen
-- with pg_read_all_stats only. Of one from before the clock went back the server itself knows no age.
select greatest(0, max(extract(epoch from clock_timestamp() - xact_start)))::float8 as value
  from pg_stat_activity
 where datname = current_database() and pid <> pg_backend_pid() and backend_type = 'client backend'
