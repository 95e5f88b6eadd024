-- Whether a venue serves at an instant, by its wall clock: `from` included, `to` not; a `to` not later
-- than `from` lies on the next day. One without any service period always does. The clock is that of
-- time_zones, by which the service decides, too.
create or replace function is_in_service(p_policy jsonb, p_time_zone text, p_at timestamptz) returns boolean
  language sql stable
  as $$
    select jsonb_array_length(p_policy -> 'servicePeriods') = 0 or exists (
      select
        from (select wall_time(p_time_zone, p_at)) w(wall)
       cross join lateral (select extract(isodow from w.wall)::integer,
                                  extract(isodow from w.wall - interval '1 day')::integer,
                                  w.wall - date_trunc('day', w.wall)) d(today, yesterday, clock)
       cross join jsonb_array_elements(p_policy -> 'servicePeriods') p
       cross join lateral (select (p ->> 'from')::interval, (p ->> 'to')::interval) t(starts, ends)
       where (p -> 'days' @> to_jsonb(d.today) and t.starts <= d.clock and (t.ends <= t.starts or d.clock < t.ends))
          or (p -> 'days' @> to_jsonb(d.yesterday) and t.ends <= t.starts and d.clock < t.ends))
  $$;
