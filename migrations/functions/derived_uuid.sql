-- An id that follows from what it names: sha256 of the text, marked as UUID version 8.
create or replace function derived_uuid(p_text text) returns uuid
  language sql immutable strict parallel safe
  as $$
    select (substr(h, 1, 12) || '8' || substr(h, 14, 3)
            || to_hex((('x' || substr(h, 17, 1))::bit(4)::int & 3) | 8) || substr(h, 18, 15))::uuid
      from encode(sha256(convert_to(p_text, 'UTF8')), 'hex') h
  $$;
