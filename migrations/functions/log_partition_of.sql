-- The log partition of a venue, as the service computes it: the first four bytes of sha256 of the
-- id's text as an unsigned number, modulo the number of partitions.
create or replace function log_partition_of(p_venue_id uuid) returns integer
  language sql stable strict parallel safe
  as $$
    select ((('x' || substr(encode(sha256(convert_to(p_venue_id::text, 'UTF8')), 'hex'), 1, 8))::bit(32)::bigint
             & 4294967295) % s.partitions)::integer
      from log_settings s
  $$;
