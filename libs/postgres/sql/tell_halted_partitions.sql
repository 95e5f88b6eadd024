-- $1 owner, $2 partitions, $3 why each cannot go on: all others that the owner holds can.
update relay_leases as lease
   set halted = halt.reason
  from relay_leases as held
  left join unnest($2::integer[], $3::text[]) as halt (partition, reason) using (partition)
 where held.owner = $1
   and lease.partition = held.partition
   and lease.owner = $1
   and lease.halted is distinct from halt.reason
