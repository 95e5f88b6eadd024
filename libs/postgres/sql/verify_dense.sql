-- $1 number of log partitions: the first whose seq does not run 1, 2, 3, … to its end, or that is none.
select partition, count(*) as events, min(seq) as first, max(seq) as last
  from events
 group by partition
having min(seq) <> 1 or max(seq) <> count(*) or partition not between 0 and $1::int - 1
 order by partition
 limit 1
