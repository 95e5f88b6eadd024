-- The rows of an assignments table that no event accounts for: those without a claim. p_source needs
-- the columns booking_id, table_id, venue_id, start_at and end_at; assigned_by, assigned_at,
-- idempotency_key and merge_group_id are taken where it has them. fault, {code, why}, is there for a
-- row that can be no claim: a table without our constraints may hold anything. Reads it whole.
--
-- Raises 42703, naming the columns that p_source lacks: read as JSON, it would be a table whose every
-- row can be no claim.
create or replace function unaccounted_rows(p_source regclass default 'booking_table_assignments')
  returns table (venue_id uuid, booking_id uuid, table_id uuid, start_at timestamptz, end_at timestamptz,
                 assigned_by text, assigned_at timestamptz, idempotency_key text, merge_group_id uuid, fault jsonb)
  language plpgsql stable
  -- One pass over each side, whatever the caller pinned for its look-ups of single rows.
  set jit = off set enable_seqscan = on set enable_hashjoin = on set enable_nestloop = off
  as $$
declare
  v_missing text;
begin
  select string_agg(needed, ', ' order by place) into v_missing
    from unnest('{booking_id,table_id,venue_id,start_at,end_at}'::text[]) with ordinality n(needed, place)
   where not exists (select from pg_attribute where attrelid = p_source and attname = needed and not attisdropped);
  if v_missing is not null then
    raise exception '% is no assignments table: it has no %', p_source, v_missing using errcode = '42703';
  end if;
  return query execute format($query$
    select p.*,
           case when p.booking_id is null then '{"code": "PAYLOAD_INVALID", "why": "the row names no booking"}'
                when p.table_id is null then '{"code": "PAYLOAD_INVALID", "why": "the row names no table"}'
                when p.venue_id is null then '{"code": "PAYLOAD_INVALID", "why": "the row names no venue"}'
                when isfinite(p.start_at) is not true then '{"code": "WINDOW_INVALID", "why": "the window has no start"}'
                when isfinite(p.end_at) is not true then '{"code": "WINDOW_INVALID", "why": "the window has no end"}'
                when w.problem is not null
                  then jsonb_build_object('code', 'WINDOW_INVALID', 'why', 'the window ' || w.problem)::text end::jsonb
      from (select to_jsonb(s) as r from %s s) x
     cross join lateral (
       select (r ->> 'venue_id')::uuid, (r ->> 'booking_id')::uuid, (r ->> 'table_id')::uuid,
              (r ->> 'start_at')::timestamptz, (r ->> 'end_at')::timestamptz, r ->> 'assigned_by',
              (r ->> 'assigned_at')::timestamptz, r ->> 'idempotency_key', (r ->> 'merge_group_id')::uuid
     ) p(venue_id, booking_id, table_id, start_at, end_at)
     cross join lateral (select window_problem(date_trunc('milliseconds', p.start_at),
                                               date_trunc('milliseconds', p.end_at))) w(problem)
     where not exists (select from allocations a
                        where a.booking_id = p.booking_id and a.resource_id = p.table_id and a.kind = 'assignment')
  $query$, p_source);
end
$$;
