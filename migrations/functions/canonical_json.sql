-- The one text of a value, equal to what the service's canonicalJson makes: keys in code-point
-- order, no white space, numbers in plain decimals. Both ways into the log hash this text. Members that
-- are no containers are written in place: a call for each of them would cost most of the time.
create or replace function canonical_json(p_value jsonb) returns text
  language plpgsql immutable parallel safe
  as $$
begin
  return (
    select case jsonb_typeof(p_value)
      when 'object' then (
        select '{' || coalesce(string_agg(to_json(m.key)::text || ':' || case when jsonb_typeof(m.value) in ('object', 'array')
                                                    then canonical_json(m.value) else m.value::text end, ','
                                          order by m.key collate "C"), '') || '}'
          from jsonb_each(p_value) m)
      when 'array' then (
        select '[' || coalesce(string_agg(canonical_json(i.value), ',' order by i.ordinality), '') || ']'
          from jsonb_array_elements(p_value) with ordinality i)
      else p_value::text
    end);
end
$$;
