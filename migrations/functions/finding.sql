-- One answer of a check that is not ok. p_refuses: an error; otherwise a warning.
create or replace function finding(p_id text, p_refuses boolean, p_code text, p_message text,
                                   p_details jsonb default null) returns jsonb
  language sql immutable
  as $$
    select jsonb_strip_nulls(jsonb_build_object(
      'id', p_id, 'status', case when p_refuses then 'error' else 'warn' end, 'code', p_code,
      'message', p_message, 'details', p_details))
  $$;
