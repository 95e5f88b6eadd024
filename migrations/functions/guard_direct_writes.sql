-- Writers that bypass the service take the venue's partition lock too. Without it two plain inserts
-- that meet in the exclusion constraint dead-lock each other (the constraint waits for the other's
-- row, and the other for ours), and so do a delete that is still open and an insert in its place. A
-- batch of the service holds the lock already and skips the call. The functions for SQL callers hold it
-- too and do not skip: taking it again is nothing, what else their caller writes must be guarded, and
-- only a superuser may create a function with such a setting of its own.
--
-- With its owner's rights, so that a writer needs those on allocations and no others.
create or replace function guard_direct_writes() returns trigger
  language plpgsql security definer
  set search_path = pg_catalog, public, pg_temp
  as $$
begin
  if tg_op = 'DELETE' then
    perform lock_partition(log_partition_of(old.venue_id));
    return old;
  end if;
  perform lock_partition(log_partition_of(new.venue_id));
  return new;
end
$$;

create or replace trigger allocations_guard_direct_writes
  before insert or update or delete on allocations
  for each row when (current_setting('allocator.batch', true) is distinct from 'open')
  execute function guard_direct_writes();
