-- $1 number of log partitions: waits for all of them, in ascending order. Nobody records anything
-- until the transaction ends. Repairing allocations is this transaction's right, as a batch's is.
select set_config('allocator.batch', 'open', true), lock_partition(p)
  from generate_series(0, $1::int - 1) as p
 order by p
