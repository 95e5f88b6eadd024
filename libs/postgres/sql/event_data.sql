-- $1 partitions, $2 seqs, in pairs: the data of those events, in the order of the log.
select e.data
  from unnest($1::integer[], $2::bigint[]) p(partition, seq)
 cross join lateral (select * from events where partition = p.partition and seq = p.seq) e
 order by p.partition, p.seq
