-- What tells two commands under one id apart, as the service computes it: sha256 in hex of canonical
-- (type, venueId, data).
create or replace function command_fingerprint(p_type text, p_venue_id uuid, p_data jsonb) returns text
  language sql immutable parallel safe
  as $$
    select encode(sha256(convert_to(canonical_json(jsonb_build_array(p_type, p_venue_id, p_data)), 'UTF8')), 'hex')
  $$;
