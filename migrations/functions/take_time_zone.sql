-- Makes sure of a zone in time_zones, by PostgreSQL's own data where it is not there yet. Answers whether it is
-- there: PostgreSQL may not know the name, and then a process of the service takes it from Node's.
create or replace function take_time_zone(p_time_zone text) returns boolean
  language plpgsql volatile
  as $$
declare
  v_data record;
begin
  if exists (select from time_zones where name = p_time_zone) then
    return true;
  end if;
  select * into v_data from zone_data(p_time_zone);
  if v_data.from_seconds is null then
    return false;
  end if;
  perform write_time_zone(p_time_zone, v_data.from_seconds, v_data.offset_seconds, zone_refusal(p_time_zone),
                          'postgresql', current_setting('server_version'), 'allocator', 'first use');
  return true;
end
$$;
