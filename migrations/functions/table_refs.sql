-- Tables as events name them, [{tableId, label}], in the natural order of their labels (T2 before
-- T10). One that the venue no longer has shows its id.
create or replace function table_refs(p_venue_id uuid, p_table_ids uuid[]) returns jsonb
  language plpgsql stable
  as $$
begin
  return (
    select coalesce(
      jsonb_agg(jsonb_build_object('tableId', i.id, 'label', coalesce(t.label, i.id::text))
                order by (select string_agg(case when p[1] ~ '^\d' then lpad(p[1], 20, '0') else lower(p[1]) end, '')
                            from regexp_matches(coalesce(t.label, i.id::text), '\d+|\D+', 'g') p) collate "C",
                         i.id),
      '[]')
      from unnest(p_table_ids) i(id)
      left join lateral (select label from tables where venue_id = p_venue_id and id = i.id) t on true);
end
$$;
