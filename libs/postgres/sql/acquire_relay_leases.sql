-- $1 owner, $2 milliseconds: renews what the owner holds up to its share, gives up the rest, takes
-- free or lapsed leases while its share lacks some. The share is partitions / members alive, the
-- remainder to those whose names come first, so that shares of all add up. A row that another
-- process changed meanwhile is left alone: owner and epoch must still be as they were read.
with alive as (
  select owner, row_number() over (order by owner) as rank, count(*) over () as members
    from relay_members where expires_at > clock_timestamp()
), share as (
  select total / members + case when rank <= total % members then 1 else 0 end as size
    from alive, (select count(*) as total from relay_leases) as leases
   where owner = $1
), mine as (
  select partition, owner, epoch, row_number() over (order by partition) as rank
    from relay_leases where owner = $1
), free as (
  select partition, owner, epoch
    from relay_leases
   where owner is null or (owner <> $1 and expires_at < clock_timestamp())
   order by partition
   limit greatest(0, (select size from share) - (select count(*) from mine))
     for update skip locked
), wanted as (
  select partition, owner, epoch, $1 as next_owner, epoch as next_epoch
    from mine where rank <= (select size from share)
  union all
  select partition, owner, epoch, null, epoch from mine where rank > (select size from share)
  union all
  select partition, owner, epoch, $1, epoch + 1 from free
)
update relay_leases as lease
   set owner = wanted.next_owner,
       epoch = wanted.next_epoch,
       -- The next holder finds out by itself.
       halted = case when lease.owner = wanted.next_owner then lease.halted end,
       expires_at = clock_timestamp() + $2 * interval '1 millisecond'
  from wanted
 where lease.partition = wanted.partition
   and lease.owner is not distinct from wanted.owner
   and lease.epoch = wanted.epoch
returning lease.partition, lease.owner, lease.epoch, lease.cursor,
          lease.topic_offset::text as topic_offset, lease.cluster_id
