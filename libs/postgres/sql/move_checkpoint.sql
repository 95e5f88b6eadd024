-- $1 projection, $2 partition, $3 expected seq, $4 next seq, $5 offset, $6 cluster id: compare and
-- set. No row in answer: the checkpoint is elsewhere. A first move finds no row and expects 0.
insert into projection_checkpoints as checkpoint
  (projection, partition, seq, kafka_offset, cluster_id)
select $1::text, $2::int, $4::bigint, $5::bigint, $6::text
 where $3::bigint = 0
    or exists (select from projection_checkpoints where projection = $1 and partition = $2)
on conflict (projection, partition) do update
   set seq = excluded.seq,
       kafka_offset = excluded.kafka_offset,
       cluster_id = excluded.cluster_id,
       updated_at = clock_timestamp()
 where checkpoint.seq = $3::bigint
returning seq
