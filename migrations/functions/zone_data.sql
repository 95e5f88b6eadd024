-- What PostgreSQL's own zone data say of a time zone from 1970 to 2199, as time_zones keeps it; no row where
-- they have none of exactly this name. The name is read as a whole zone and never as an abbreviation, which
-- `at time zone` would prefer, nor as a POSIX text, which `set timezone` takes for whatever is no zone.
--
-- Looks at every third day, since no zone has changed its clocks twice within almost a week. A session keeps a
-- zone as it first read it: ask over a new connection for what the data say now.
create or replace function zone_data(p_time_zone text, out from_seconds bigint[], out offset_seconds integer[])
  returns setof record
  language plpgsql volatile
  set timezone = 'UTC' set jit = off
  as $$
begin
  if zone_spelling(p_time_zone) is distinct from p_time_zone then
    return;
  end if;
  -- Ends with the function, by its own setting.
  perform set_config('timezone', p_time_zone, true);
  return query
    with looks as (
      select s, extract(timezone from to_timestamp(s))::integer as o,
             extract(timezone from to_timestamp(s + 3 * 86400))::integer as next_o
        from generate_series(extract(epoch from lower(known_years()))::bigint - 2 * 86400,
                             extract(epoch from upper(known_years()))::bigint + 2 * 86400, 3 * 86400) s
    ), hours as (
      select x.s, l.next_o from looks l
       cross join lateral (
         select min(l.s + i * 3600) from generate_series(1, 72) i
          where extract(timezone from to_timestamp(l.s + i * 3600))::integer = l.next_o) x(s)
       where l.next_o <> l.o
    ), minutes as (
      select x.s, h.next_o from hours h
       cross join lateral (
         select min(h.s - 3600 + i * 60) from generate_series(1, 60) i
          where extract(timezone from to_timestamp(h.s - 3600 + i * 60))::integer = h.next_o) x(s)
    ), changes as (
      select x.s, m.next_o from minutes m
       cross join lateral (
         select min(m.s - 60 + i) from generate_series(1, 60) i
          where extract(timezone from to_timestamp(m.s - 60 + i))::integer = m.next_o) x(s)
      union all
      (select l.s, l.o from looks l order by l.s limit 1)
    )
    select array_agg(c.s order by c.s)::bigint[], array_agg(c.next_o order by c.s) from changes c;
end
$$;
