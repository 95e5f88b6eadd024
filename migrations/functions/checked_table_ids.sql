-- Table ids, distinct and sorted; refused (22000) when there are none or one is null.
create or replace function checked_table_ids(p_table_ids uuid[]) returns uuid[]
  language plpgsql immutable
  as $$
begin
  if coalesce(cardinality(p_table_ids), 0) = 0 or array_position(p_table_ids, null) is not null then
    perform refuse('PAYLOAD_INVALID', 'p_table_ids must name at least one table, and none of them null');
  end if;
  return (select array_agg(distinct i order by i) from unnest(p_table_ids) i);
end
$$;
