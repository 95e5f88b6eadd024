-- What the conflict check finds, given the blockers: null when there are none. Refuses for guarded
-- claims when p_enforcing; shadows, and every conflict while not enforcing, are warnings.
create or replace function conflict_finding(p_blockers jsonb, p_enforcing boolean) returns jsonb
  language sql immutable
  as $$
    select finding('conflict', p_enforcing and bool_or(not (b ->> 'shadow')::boolean),
             (array_agg(case b ->> 'kind' when 'assignment' then 'TABLE_CONFLICT' when 'hold' then 'HOLD_CONFLICT'
                                          else 'TABLE_BLOCKED' end
                        order by (b ->> 'shadow')::boolean, o))[1],
             string_agg(case b ->> 'kind'
               when 'assignment' then format('%s is taken by booking %s %s', b ->> 'label',
                                             coalesce(b ->> 'bookingId', 'unknown'), u)
               when 'hold' then format('%s is held by %s for %s s more', b ->> 'label',
                                       coalesce(b ->> 'owner', 'somebody'), coalesce(b ->> 'secondsLeft', '?'))
               else format('%s is blocked %s: %s', b ->> 'label', u, coalesce(b ->> 'reason', 'no reason given'))
             end, '; ' order by o),
             jsonb_build_object('blockers', count(*)))
      from jsonb_array_elements(p_blockers) with ordinality x(b, o)
     cross join lateral (select coalesce('until ' || (b #>> '{window,end}'), 'until further notice')) y(u)
    having count(*) > 0
  $$;
