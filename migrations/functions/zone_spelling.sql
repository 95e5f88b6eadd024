-- The time zone of PostgreSQL's data that has this name but for its capitals, as it is spelled there; null where
-- there is none. What `set timezone` takes besides is none: abbreviations it does not, POSIX texts it does.
create or replace function zone_spelling(p_time_zone text) returns text
  language plpgsql volatile
  set timezone = 'UTC'
  as $$
begin
  -- Where it might be a POSIX text all the files are asked, which takes some 50 ms.
  if p_time_zone ~ '[^A-Za-z_/]' then
    return (select name from pg_timezone_names where lower(name) = lower(p_time_zone) limit 1);
  end if;
  perform set_config('timezone', p_time_zone, true);
  return current_setting('timezone');
exception when invalid_parameter_value then
  return null;
end
$$;
