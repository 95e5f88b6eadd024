-- One rebuild at a time, until this connection ends; waits as long as lock_timeout lets it. The class
-- is that of lock_partition, whose numbers are never negative.
select pg_advisory_lock(1634495599, -1)
