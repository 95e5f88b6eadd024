-- Writes a venue's configuration: a whole replacement of its tables and edges. The clock of its zone is there
-- before somebody asks for it.
create or replace function write_venue(p_configuration jsonb, p_version integer, p_updated_at timestamptz)
  returns void
  language plpgsql volatile
  as $$
declare
  v_venue_id uuid := p_configuration ->> 'venueId';
begin
  perform take_time_zone(p_configuration ->> 'timeZone');
  insert into venues (venue_id, name, time_zone, resource_type, policy, version, updated_at)
  values (v_venue_id, p_configuration ->> 'name', p_configuration ->> 'timeZone',
          p_configuration ->> 'resourceType', p_configuration -> 'policy', p_version, p_updated_at)
  on conflict (venue_id) do update
     set name = excluded.name, time_zone = excluded.time_zone, resource_type = excluded.resource_type,
         policy = excluded.policy, version = excluded.version, updated_at = excluded.updated_at;

  delete from tables where venue_id = v_venue_id;
  insert into tables (venue_id, id, ordinal, label, capacity, min_party, max_party, zone, mobility,
                      active, position)
  select v_venue_id, (t ->> 'id')::uuid, o, t ->> 'label', (t ->> 'capacity')::integer,
         (t ->> 'minParty')::integer, (t ->> 'maxParty')::integer, t ->> 'zone', t ->> 'mobility',
         (t ->> 'active')::boolean, t -> 'position'
    from jsonb_array_elements(p_configuration -> 'tables') with ordinality x(t, o);

  delete from table_adjacencies where venue_id = v_venue_id;
  insert into table_adjacencies (venue_id, ordinal, table_a, table_b)
  select v_venue_id, o, (e ->> 0)::uuid, (e ->> 1)::uuid
    from jsonb_array_elements(p_configuration -> 'adjacencies') with ordinality x(e, o);
end
$$;
