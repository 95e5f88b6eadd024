-- $1 partition, $2 first seq, $3 last seq: the hashes of a stretch of the log, in order.
select seq, encode(hash, 'hex') as hash
  from events
 where partition = $1 and seq between $2 and $3
 order by seq
