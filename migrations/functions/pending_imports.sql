-- The rows of an assignments table that no event accounts for: those without a claim. p_source needs
-- the columns booking_id, table_id, venue_id, start_at and end_at; assigned_by, assigned_at,
-- idempotency_key and merge_group_id are taken where it has them. Reads one table whole.
create or replace function pending_imports(p_source regclass default 'booking_table_assignments')
  returns table (venue_id uuid, booking_id uuid, table_id uuid, start_at timestamptz, end_at timestamptz,
                 assigned_by text, assigned_at timestamptz, idempotency_key text, merge_group_id uuid)
  language plpgsql stable
  set jit = off
  as $$
begin
  return query execute format($query$
    select p.*
      from (select to_jsonb(s) as r from %s s) x
     cross join lateral (
       select (r ->> 'venue_id')::uuid, (r ->> 'booking_id')::uuid, (r ->> 'table_id')::uuid,
              (r ->> 'start_at')::timestamptz, (r ->> 'end_at')::timestamptz, r ->> 'assigned_by',
              (r ->> 'assigned_at')::timestamptz, r ->> 'idempotency_key', (r ->> 'merge_group_id')::uuid
     ) p(venue_id, booking_id, table_id)
     where not exists (select from allocations a
                        where a.booking_id = p.booking_id and a.resource_id = p.table_id and a.kind = 'assignment')
  $query$, p_source);
end
$$;
