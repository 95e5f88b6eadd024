-- $1 number of log partitions: the last seq of each, one index probe per partition.
select p as partition, coalesce(head.seq, 0) as seq
  from generate_series(0, $1::int - 1) as p
  left join lateral (
    select seq from events where partition = p order by seq desc limit 1
  ) as head on true
