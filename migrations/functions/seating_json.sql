-- A set of tables for one window as events state it.
create or replace function seating_json(p_venue_id uuid, p_table_ids uuid[], p_window tstzrange,
                                        p_shadow boolean, p_merge_group_id uuid) returns jsonb
  language sql stable
  as $$
    select jsonb_build_object('tables', table_refs(p_venue_id, p_table_ids), 'window', window_json(p_window),
                              'shadow', p_shadow, 'mergeGroupId', p_merge_group_id)
  $$;
