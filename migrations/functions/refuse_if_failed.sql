-- Raises the refusal of all failed checks at once; its code is the first one's in the evaluator's order.
create or replace function refuse_if_failed(p_found jsonb, p_blockers jsonb) returns void
  language plpgsql volatile
  as $$
declare
  v_code text;
  v_message text;
begin
  select (array_agg(c ->> 'code' order by r))[1], string_agg(c ->> 'message', '; ' order by r)
    into v_code, v_message
    from jsonb_array_elements(p_found) c
   cross join lateral (select array_position(array['exists', 'active', 'service', 'capacity', 'fit', 'slack',
           'zone', 'movable', 'merges', 'adjacency', 'conflict'], c ->> 'id')) x(r)
   where c ->> 'status' = 'error';
  if v_code is not null then
    perform refuse(v_code, v_message, jsonb_build_object('checks', p_found, 'blockers', p_blockers));
  end if;
end
$$;
