-- $1 projection, $2 partitions: how far it has read each.
select partition, seq, kafka_offset::text as kafka_offset, cluster_id
  from projection_checkpoints
 where projection = $1 and partition = any ($2::int[])
