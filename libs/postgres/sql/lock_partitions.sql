-- $1 log partitions: waits for all of them, in ascending order. Nobody records anything there until
-- the transaction ends. Repairing allocations is this transaction's right, as a batch's is.
select set_config('allocator.batch', 'open', true), lock_partition(p)
  from (select unnest($1::integer[]) as p order by 1) as ordered
