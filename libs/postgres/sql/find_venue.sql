-- A venue as it was last configured, tables and adjacencies in the order they were sent.
select
  venue.venue_id,
  venue.name,
  venue.time_zone,
  venue.resource_type,
  venue.policy,
  venue.version,
  venue.updated_at,
  coalesce(
    (
      select jsonb_agg(
        jsonb_build_object(
          'id', t.id, 'label', t.label, 'capacity', t.capacity, 'minParty', t.min_party,
          'maxParty', t.max_party, 'zone', t.zone, 'mobility', t.mobility, 'active', t.active,
          'position', t.position
        )
        order by t.ordinal
      )
      from tables t
      where t.venue_id = venue.venue_id
    ),
    '[]'
  ) as tables,
  coalesce(
    (
      select jsonb_agg(jsonb_build_array(a.table_a, a.table_b) order by a.ordinal)
      from table_adjacencies a
      where a.venue_id = venue.venue_id
    ),
    '[]'
  ) as adjacencies
from venues venue
where venue.venue_id = $1
