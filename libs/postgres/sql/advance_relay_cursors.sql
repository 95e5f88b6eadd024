-- $1 partitions, $2 epochs, $3 cursors as read, $4 cursors to be, $5 offsets and $6 clusters of the
-- records there: answers the partitions that moved.
-- Another epoch means another holder; another cursor means another process under the same name.
update relay_leases as lease
   set cursor = move.next_cursor, topic_offset = move.topic_offset, cluster_id = move.cluster_id,
       advanced_at = clock_timestamp()
  from unnest($1::int[], $2::bigint[], $3::bigint[], $4::bigint[], $5::bigint[], $6::text[])
    as move (partition, epoch, cursor, next_cursor, topic_offset, cluster_id)
 where lease.partition = move.partition
   and lease.epoch = move.epoch
   and lease.cursor = move.cursor
returning lease.partition
