-- $1 a log partition or null, $2 an owner or null: frees what is named and whose owner is gone. Answers what
-- was named, as it was found. Gone is whose lease has lapsed, or lies further ahead than one is meant to last:
-- it was written before the clock went back, and whoever lives would have renewed it since. The epoch stays,
-- as when an owner gives it back: whoever takes it next raises it, and fences the former one.
with clock as (
  select clock_timestamp() as now
), named as materialized (
  select lease.partition, lease.owner,
         extract(epoch from lease.expires_at - clock.now)::float8 as seconds_left,
         lease.owner is not null
           and lease.expires_at not between clock.now and clock.now + interval '1 minute' as is_gone
    from relay_leases lease cross join clock
   where lease.partition = coalesce($1::integer, lease.partition)
     and ($2::text is null or lease.owner = $2)
   order by lease.partition
     for update of lease
), freed as (
  update relay_leases lease
     set owner = null, halted = null
    from named
   where named.is_gone and lease.partition = named.partition
), forgotten as (
  delete from relay_members member
   using clock
   where member.owner in (select owner from named where is_gone union all select $2::text)
     and member.expires_at not between clock.now and clock.now + interval '1 minute'
)
select partition, owner, seconds_left, is_gone from named order by partition
