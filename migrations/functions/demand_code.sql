-- What an event of refused demand was refused with: the code of the rejection; for a conflict that was only
-- observed the code it would have had, by its first blocker. Null when it is no demand: p_asking are the
-- commands that ask for tables, p_nobody_waits the codes after which nobody waits for any.
create or replace function demand_code(p_type text, p_data jsonb, p_asking text[], p_nobody_waits text[])
  returns text
  language sql immutable parallel safe
  as $$
    select case
      when p_type = 'ShadowConflictObserved' then
        case p_data #>> '{blockers,0,kind}'
          when 'hold' then 'HOLD_CONFLICT'
          when 'block' then 'TABLE_BLOCKED'
          else 'TABLE_CONFLICT'
        end
      when p_data ->> 'commandType' = any (p_asking)
        and p_data #>> '{rejection,code}' <> all (p_nobody_waits) then p_data #>> '{rejection,code}'
    end
  $$;
