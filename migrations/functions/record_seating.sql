-- Makes a seating (null: none) the assignment of a booking, and its claims what follows from it and
-- from the booking's holds. With p_keep, tables that remain of an assignment stay whoever's made it.
--
-- A booking may hold a table that it already occupies; the assignment guards that stretch, so the hold
-- claims only what lies around it. Rows are removed before any is added.
create or replace function record_seating(p_venue_id uuid, p_booking_id uuid, p_seating jsonb,
                                          p_assigned_by text, p_assigned_at timestamptz,
                                          p_idempotency_key text, p_keep boolean) returns void
  language plpgsql volatile
  as $$
declare
  v_ids uuid[] := (select array_agg((t ->> 'tableId')::uuid) from jsonb_array_elements(p_seating -> 'tables') t);
  v_window tstzrange := tstzrange((p_seating #>> '{window,start}')::timestamptz,
                                  (p_seating #>> '{window,end}')::timestamptz, '[)');
  -- Of each table: one that is kept less long than the window says until when.
  v_spans tstzrange[] := (
    select array_agg(tstzrange(lower(v_window), coalesce((t ->> 'until')::timestamptz, upper(v_window)), '[)'))
      from jsonb_array_elements(p_seating -> 'tables') t);
  v_shadow boolean := (p_seating ->> 'shadow')::boolean;
  v_before jsonb := seating_of(p_booking_id);
  v_before_ids uuid[];
  v_first booking_table_assignments;
  v_resource_type text := coalesce((select resource_type from venues where venue_id = p_venue_id), 'table');
begin
  delete from allocations where booking_id = p_booking_id;
  for v_first in delete from booking_table_assignments where booking_id = p_booking_id returning * loop
    v_before_ids := v_before_ids || v_first.table_id;
  end loop;
  if p_keep and cardinality(v_ids) < cardinality(v_before_ids) and v_ids <@ v_before_ids
     and v_before -> 'window' = p_seating -> 'window' and v_before -> 'shadow' = p_seating -> 'shadow' then
    p_assigned_by := v_first.assigned_by;
    p_assigned_at := v_first.assigned_at;
    p_idempotency_key := v_first.idempotency_key;
  end if;

  insert into booking_table_assignments (booking_id, table_id, venue_id, start_at, end_at, assigned_by,
                                         assigned_at, idempotency_key, merge_group_id)
  select p_booking_id, t.id, p_venue_id, lower(v_window), upper(t.span), p_assigned_by, p_assigned_at,
         p_idempotency_key, (p_seating ->> 'mergeGroupId')::uuid
    from unnest(v_ids, v_spans) t(id, span);

  insert into allocations (id, venue_id, booking_id, resource_type, resource_id, "window", kind, hold_id,
                           shadow, created_by, created_at)
  select derived_uuid(format('claim:assignment:%s:%s:%s', p_booking_id, t.id, iso(lower(v_window)))),
         p_venue_id, p_booking_id, v_resource_type, t.id, t.span, 'assignment', null, v_shadow,
         p_assigned_by, p_assigned_at
    from unnest(v_ids, v_spans) t(id, span)
  union all
  select derived_uuid(format('claim:hold:%s:%s:%s', h.id, t.id, iso(lower(piece)))),
         p_venue_id, p_booking_id, v_resource_type, t.id, piece, 'hold', h.id, h.shadow, h.created_by, h.created_at
    from table_holds h
    cross join unnest(h.table_ids) t(id)
    cross join lateral unnest(
      tstzmultirange(tstzrange(h.start_at, h.end_at, '[)'))
      - case when t.id = any (v_ids) and not v_shadow and not h.shadow
             then tstzmultirange(v_spans[array_position(v_ids, t.id)]) else '{}' end) piece
   where h.booking_id = p_booking_id;
end
$$;
