-- A window as events write it; an open end is null.
create or replace function window_json(p_window tstzrange) returns jsonb
  language sql stable parallel safe
  as $$ select jsonb_build_object('start', iso(lower(p_window)), 'end', iso(upper(p_window))) $$;
