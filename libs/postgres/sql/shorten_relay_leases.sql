-- $1 owner, $2 milliseconds: what another process wrote further ahead than any lease is meant to last was
-- written before the database's clock went back. From now on it lasts as long as a lease does: whoever is
-- alive renews in time and keeps it, whoever is gone is replaced. Six times as long, and at least a minute,
-- so that processes with other durations are left alone.
-- Rows that somebody holds are skipped: he renews them, or whoever looks next shortens them.
with clock as (
  select clock_timestamp() as now, $2 * interval '1 millisecond' as ttl
), members as (
  update relay_members as member
     set expires_at = clock.now + clock.ttl
    from clock
   where member.owner in (
           select owner from relay_members, clock
            where owner <> $1 and expires_at > clock.now + greatest(6 * clock.ttl, interval '1 minute')
              for update of relay_members skip locked)
)
update relay_leases as lease
   set expires_at = clock.now + clock.ttl
  from clock
 where lease.partition in (
         select partition from relay_leases, clock
          where owner <> $1 and expires_at > clock.now + greatest(6 * clock.ttl, interval '1 minute')
            for update of relay_leases skip locked)
