-- What the clocks of a time zone show at an instant, by time_zones, as the service reads them
-- (libs/allocation/src/policy/zone-clock.ts). Raises 55000 for a zone that is not there.
create or replace function wall_time(p_time_zone text, p_at timestamptz) returns timestamp
  language plpgsql stable
  as $$
declare
  v_offset integer;
begin
  select z.offset_seconds[greatest(width_bucket(floor(extract(epoch from p_at))::bigint, z.from_seconds), 1)]
    into v_offset
    from time_zones z where z.name = p_time_zone;
  if v_offset is null then
    raise exception 'the clock of % is not at hand', p_time_zone
      using errcode = '55000', hint = 'run: allocator migrate';
  end if;
  return p_at at time zone 'UTC' + v_offset * interval '1 second';
end
$$;
