-- Begins a command of a SQL caller: waits for the write lock of the venue's log partition, and only
-- then reads the clock. Answers THE time of the command, to the millisecond like every instant.
--
-- Locks: the partition, until the caller's transaction ends, as the service's batches do. One call per
-- transaction is best: calls for venues of several partitions in one transaction take their locks in
-- the order of the calls, and two such transactions may dead-lock (40P01; repeating is safe).
create or replace function begin_sql_command(p_venue_id uuid) returns timestamptz
  language plpgsql volatile
  as $$
declare
  v_partition integer := log_partition_of(p_venue_id);
begin
  -- An older snapshot would not see what was committed while the lock was waited for.
  if current_setting('transaction_isolation') <> 'read committed' then
    raise exception 'this function needs the isolation level READ COMMITTED'
      using errcode = '0A000', hint = 'it serialises by a lock of its own';
  end if;
  if v_partition is null then
    raise exception 'this database has no log yet' using errcode = '55000', hint = 'start the service once';
  end if;
  perform lock_partition(v_partition);
  return date_trunc('milliseconds', clock_timestamp());
end
$$;
