-- How many transactions of this database wait for a lock. By pg_locks, which every role may read whole.
select count(*)::float8 as value
  from pg_stat_activity as activity
 where activity.datname = current_database()
   and exists (select from pg_locks where pg_locks.pid = activity.pid and not granted)
