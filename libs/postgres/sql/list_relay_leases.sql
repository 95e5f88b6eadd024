-- Who relays which log partition, and for how many seconds its lease lasts by the clock that lets it lapse.
select partition, owner, epoch, cursor, halted,
       case when owner is not null then extract(epoch from expires_at - clock_timestamp())::float8 end as seconds_left
  from relay_leases
 order by partition
