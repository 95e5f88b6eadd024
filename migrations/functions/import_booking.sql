-- What importing the rows of one booking leads to: {events, warnings}. All of its rows or none; the
-- rules are those of the command ImportAllocations. p_rows: that command's rows, of one booking that
-- no event accounts for. The caller holds the partition's lock.
create or replace function import_booking(p_venue_id uuid, p_booking_id uuid, p_rows jsonb, p_now timestamptz)
  returns jsonb
  language plpgsql volatile
  as $$
declare
  v_ids uuid[];
  v_made jsonb;
  v_obstacle jsonb;
  v_row record;
  v_blockers jsonb;
  v_events jsonb := '[]';
begin
  v_obstacle := import_obstacle(p_venue_id, p_booking_id, p_rows);
  if v_obstacle is not null then
    return jsonb_build_object('events', '[]'::jsonb, 'warnings', (
      select jsonb_agg(jsonb_build_object('code', v_obstacle -> 'code',
               'message', format('booking %s, table %s is left out: %s', p_booking_id, r ->> 'tableId',
                                 v_obstacle ->> 'why'),
               'details', jsonb_build_object('bookingId', p_booking_id, 'tableId', r -> 'tableId')))
        from jsonb_array_elements(p_rows) r));
  end if;
  select array_agg(a.resource_id) into v_ids
    from allocations a where a.booking_id = p_booking_id and a.kind = 'assignment';
  select jsonb_build_object('assignedBy', t.assigned_by, 'assignedAt', iso(t.assigned_at),
                            'idempotencyKey', t.idempotency_key, 'mergeGroupId', t.merge_group_id)
    into v_made
    from booking_table_assignments t where t.booking_id = p_booking_id and t.table_id = any (v_ids) limit 1;
  for v_row in
    select distinct on (made_at, table_id) (r ->> 'tableId')::uuid as table_id, iso(made) as made_at,
           tstzrange(date_trunc('milliseconds', (r ->> 'start')::timestamptz),
                     date_trunc('milliseconds', (r ->> 'end')::timestamptz), '[)') as span, r
      from jsonb_array_elements(p_rows) r
     -- A time that there is not is as good as none.
     cross join lateral (select case when (r ->> 'assignedAt')::timestamptz <@ known_years()
                                     then (r ->> 'assignedAt')::timestamptz else p_now end) m(made)
     order by made_at, table_id
  loop
    continue when v_row.table_id = any (v_ids);
    v_made := coalesce(v_made, jsonb_build_object(
      'assignedBy', v_row.r -> 'assignedBy', 'assignedAt', v_row.made_at,
      'idempotencyKey', v_row.r -> 'idempotencyKey', 'mergeGroupId', v_row.r -> 'mergeGroupId'));
    v_ids := v_ids || v_row.table_id;
    v_blockers := claims_in_the_way(p_venue_id, array[v_row.table_id], v_row.span, p_booking_id, null, p_now)
                  -> 'blockers';
    if v_blockers <> '[]' then
      v_events := v_events || jsonb_build_object('type', 'ShadowConflictObserved', 'data', jsonb_build_object(
        'bookingId', p_booking_id, 'holdId', null, 'blockId', null, 'blockers', v_blockers,
        'tables', table_refs(p_venue_id, array[v_row.table_id]), 'window', window_json(v_row.span)));
    end if;
    v_events := v_events || jsonb_build_object('type', 'AllocationImported', 'data',
      seating_json(p_venue_id, v_ids, v_row.span, true, null) || v_made || jsonb_build_object(
        'bookingId', p_booking_id, 'table', table_refs(p_venue_id, array[v_row.table_id]) -> 0,
        'partySize', (select b.party_size from bookings b where b.booking_id = p_booking_id)));
  end loop;
  return jsonb_build_object('events', v_events, 'warnings', '[]'::jsonb);
end
$$;
