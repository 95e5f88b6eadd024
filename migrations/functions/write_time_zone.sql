-- Has everybody decide by these offsets of a zone from now on, and keeps who wanted that, why, and what was
-- before. Answers whether anything changed.
--
-- Locks: the row of calendar, until the transaction ends, so that versions follow each other. Batches only read
-- it: one that has begun ends by what it read.
create or replace function write_time_zone(p_time_zone text, p_from_seconds bigint[], p_offset_seconds integer[],
                                           p_refusal text, p_source text, p_source_version text, p_by text,
                                           p_reason text) returns boolean
  language plpgsql volatile
  as $$
declare
  v_before time_zones;
begin
  perform from calendar where only_row for update;
  select * into v_before from time_zones where name = p_time_zone;
  if v_before.from_seconds = p_from_seconds and v_before.offset_seconds = p_offset_seconds then
    return false;
  end if;
  update calendar set version = version + 1 where only_row;
  insert into time_zones (name, from_seconds, offset_seconds, refusal, source, source_version, taken_at)
  values (p_time_zone, p_from_seconds, p_offset_seconds, p_refusal, p_source, p_source_version, clock_timestamp())
  on conflict (name) do update
     set from_seconds = excluded.from_seconds, offset_seconds = excluded.offset_seconds,
         source = excluded.source, source_version = excluded.source_version, taken_at = excluded.taken_at;
  insert into time_zone_changes (name, changed_at, changed_by, reason, source, source_version,
                                 from_seconds_before, offset_seconds_before)
  values (p_time_zone, clock_timestamp(), p_by, p_reason, p_source, p_source_version,
          v_before.from_seconds, v_before.offset_seconds);
  return true;
end
$$;
