-- The first log partition whose seq does not run 1, 2, 3, … to its end.
select partition, count(*) as events, min(seq) as first, max(seq) as last
  from events
 group by partition
having min(seq) <> 1 or max(seq) <> count(*)
 order by partition
 limit 1
