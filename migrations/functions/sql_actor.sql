-- Who asks, as events remember it: the person that the caller names, or the database user.
create or replace function sql_actor(p_person_id uuid) returns jsonb
  language sql stable
  as $$ select jsonb_build_object('kind', 'operator', 'id', coalesce(p_person_id::text, session_user::text)) $$;
