-- Findings as warnings, where p_when says that they do not refuse; else as they are.
create or replace function softened(p_findings jsonb, p_when boolean) returns jsonb
  language sql immutable
  as $$
    select case when p_when
                then coalesce((select jsonb_agg(f || '{"status": "warn"}' order by n)
                                 from jsonb_array_elements(p_findings) with ordinality x(f, n)), '[]')
                else p_findings end
  $$;
