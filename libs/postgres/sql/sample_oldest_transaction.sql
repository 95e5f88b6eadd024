-- The age of the oldest open transaction of this database, in seconds. Those of other roles are seen
-- with pg_read_all_stats only.
select coalesce(max(extract(epoch from clock_timestamp() - xact_start)), 0)::float8 as value
  from pg_stat_activity
 where datname = current_database() and pid <> pg_backend_pid() and backend_type = 'client backend'
