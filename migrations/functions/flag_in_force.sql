-- The value of a flag at a venue: the venue's override, else the global one, else the default that
-- the service started with (flag_defaults), else that of a production start.
create or replace function flag_in_force(p_flag text, p_venue_id uuid) returns boolean
  language sql stable
  as $$
    select coalesce(
      (select value from feature_flags where flag = p_flag and venue_id = p_venue_id),
      (select value from feature_flags where flag = p_flag and venue_id is null),
      (select value from flag_defaults where flag = p_flag),
      p_flag in ('FEATURE_ALLOCATOR_REQUIRE_ADJACENCY', 'FEATURE_ALLOCATOR_MERGES_ENABLED'))
  $$;
