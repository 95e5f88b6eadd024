-- A venue's configuration as ConfigureVenue sent it, tables and edges in their order; null if unknown.
create or replace function venue_configuration(p_venue_id uuid) returns jsonb
  language sql stable
  as $$
    select jsonb_build_object(
             'venueId', v.venue_id, 'name', v.name, 'timeZone', v.time_zone,
             'resourceType', v.resource_type, 'policy', v.policy,
             'tables', coalesce((
               select jsonb_agg(jsonb_build_object(
                        'id', t.id, 'label', t.label, 'capacity', t.capacity, 'minParty', t.min_party,
                        'maxParty', t.max_party, 'zone', t.zone, 'mobility', t.mobility,
                        'active', t.active, 'position', t.position) order by t.ordinal)
                 from tables t where t.venue_id = v.venue_id), '[]'),
             'adjacencies', coalesce((
               select jsonb_agg(jsonb_build_array(a.table_a, a.table_b) order by a.ordinal)
                 from table_adjacencies a where a.venue_id = v.venue_id), '[]'))
      from venues v where v.venue_id = p_venue_id
  $$;
