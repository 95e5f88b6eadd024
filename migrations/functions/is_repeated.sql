-- Whether a command id was answered before with this content: then nothing is to be done. Another
-- content under the id is refused (P0003), and a refusal that was stored is raised again.
create or replace function is_repeated(p_command_id uuid, p_type text, p_venue_id uuid, p_data jsonb)
  returns boolean
  language plpgsql stable
  as $$
declare
  v_stored commands;
begin
  select * into v_stored from commands where command_id = p_command_id;
  if not found then
    return false;
  end if;
  if v_stored.fingerprint <> command_fingerprint(p_type, p_venue_id, p_data) then
    perform refuse('IDEMPOTENCY_MISMATCH', 'this idempotency key was used with another content; make a new key');
  end if;
  if v_stored.outcome -> 'rejection' is not null then
    perform refuse(v_stored.outcome #>> '{rejection,code}', v_stored.outcome #>> '{rejection,message}',
                   jsonb_build_object('checks', v_stored.outcome #> '{rejection,checks}',
                                      'blockers', v_stored.outcome #> '{rejection,blockers}'));
  end if;
  return true;
end
$$;
