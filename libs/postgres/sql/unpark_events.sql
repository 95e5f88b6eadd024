-- $1 projection, $2 partition, $3 seqs: they were projected after all.
delete from parked_events where projection = $1 and partition = $2 and seq = any ($3::bigint[])
