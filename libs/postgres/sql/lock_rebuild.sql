-- One rebuild at a time, until this connection ends. The class is that of lock_partition, whose
-- numbers are never negative.
select pg_try_advisory_lock(1634495599, -1) as locked
