-- Table ids, distinct and sorted; refused (22000) when there are none, one is null, or they are no plain list.
create or replace function checked_table_ids(p_table_ids uuid[]) returns uuid[]
  language plpgsql immutable
  as $$
begin
  -- An array of none has no dimension; array_position raises on one of several.
  if array_ndims(p_table_ids) is distinct from 1 or exists (select from unnest(p_table_ids) i where i is null) then
    perform refuse('PAYLOAD_INVALID', 'p_table_ids must be a list of at least one table, and none of them null');
  end if;
  return (select array_agg(distinct i order by i) from unnest(p_table_ids) i);
end
$$;
