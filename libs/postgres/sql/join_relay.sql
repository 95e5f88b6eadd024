-- $1 owner, $2 milliseconds: says that the owner is alive, and forgets those long gone.
with gone as (
  delete from relay_members where expires_at < clock_timestamp() - interval '1 hour'
)
insert into relay_members (owner, expires_at)
values ($1, clock_timestamp() + $2 * interval '1 millisecond')
on conflict (owner) do update set expires_at = excluded.expires_at
