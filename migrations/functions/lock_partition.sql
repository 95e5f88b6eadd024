-- Waits for the write lock of a log partition, held until the transaction ends. Take several in
-- ascending order, before anything else in the transaction: whoever reads after it sees all that
-- was committed under it, and what it appends is dense and commit-ordered.
-- The class is 'allo' in ASCII, so that other users of advisory locks in this database do not meet it.
create or replace function lock_partition(p_partition integer) returns void
  language sql volatile
  as $$ select pg_advisory_xact_lock(1634495599, p_partition) $$;
