-- $1 partitions, $2 epochs, $3 cursors as read, $4 cursors to be: answers the partitions that
-- moved.
-- Another epoch means another holder; another cursor means another process under the same name.
update relay_leases as lease
   set cursor = move.next_cursor, advanced_at = clock_timestamp()
  from unnest($1::int[], $2::bigint[], $3::bigint[], $4::bigint[])
    as move (partition, epoch, cursor, next_cursor)
 where lease.partition = move.partition
   and lease.epoch = move.epoch
   and lease.cursor = move.cursor
returning lease.partition
