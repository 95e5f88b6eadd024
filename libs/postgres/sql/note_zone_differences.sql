-- $1 a side: what it was found to differ by, instead of what it was found before, and of what nobody has looked at
-- for a day. $2 names, $3 instants in milliseconds, null where the side has no such zone.
with gone as (
  delete from time_zone_differences
   where side = $1 and name <> all ($2::text[]) or found_at < now() - interval '1 day'
)
insert into time_zone_differences (name, side, first_at, found_at)
select n, $1, to_timestamp(ms / 1000.0), now() from unnest($2::text[], $3::bigint[]) x(n, ms)
on conflict (name, side) do update set first_at = excluded.first_at, found_at = excluded.found_at
