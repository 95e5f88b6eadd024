-- Gives up some tables of a booking, or all of them (p_table_ids null). What it does not have is not
-- given up again. Answers the rows that went. Raises P0002 for an unknown booking.
--
-- Locks: the venue's log partition, then reads; held until the transaction ends (begin_sql_command).
create or replace function unassign_tables_atomic(p_booking_id uuid, p_table_ids uuid[] default null,
                                                  p_unassigned_by uuid default null)
  returns table (table_id uuid, start_at timestamptz, end_at timestamptz, merge_group_id uuid)
  language plpgsql volatile security definer
  set search_path = pg_catalog, public, pg_temp
  set enable_seqscan = off set enable_hashjoin = off set enable_mergejoin = off set jit = off
  as $$
declare
  v_ids uuid[] := case when p_table_ids is not null then checked_table_ids(p_table_ids) end;
  v_booking bookings;
  v_now timestamptz;
  v_gone uuid[];
  v_kept uuid[];
  v_seating jsonb;
  v_decision jsonb := '{"events": [], "warnings": []}';
begin
  select * into v_booking from bookings b where b.booking_id = p_booking_id;
  if not found then
    perform refuse('BOOKING_NOT_FOUND',
      format('booking %s is not registered here; send RegisterBooking first', p_booking_id));
  end if;
  v_now := begin_sql_command(v_booking.venue_id);
  v_seating := seating_of(p_booking_id);
  select array_agg(t.table_id order by t.table_id) filter (where v_ids is null or t.table_id = any (v_ids)),
         array_agg(t.table_id order by t.table_id) filter (where not t.table_id = any (v_ids))
    into v_gone, v_kept
    from booking_table_assignments t where t.booking_id = p_booking_id;
  return query select t.table_id, t.start_at, t.end_at, t.merge_group_id from booking_table_assignments t
                where t.booking_id = p_booking_id and t.table_id = any (v_gone) order by t.table_id;
  if v_gone is not null then
    v_decision := jsonb_build_object('warnings', '[]'::jsonb, 'events', jsonb_build_array(jsonb_build_object(
      'type', 'TablesUnassigned', 'data', jsonb_build_object(
        'bookingId', p_booking_id,
        'partySize', (select b.party_size from bookings b where b.booking_id = p_booking_id),
        'removed', table_refs(v_booking.venue_id, v_gone), 'window', v_seating -> 'window',
        'remaining', case when v_kept is not null then seating_until(
          v_seating || jsonb_build_object(
            'tables', table_refs(v_booking.venue_id, v_kept),
            'mergeGroupId', case when cardinality(v_kept) > 1 then v_seating -> 'mergeGroupId' end),
          (select jsonb_object_agg(t.table_id, iso(t.end_at)) from booking_table_assignments t
            where t.booking_id = p_booking_id)) end,
        'reason', 'unassigned'))));
  end if;
  perform record_sql_command(gen_random_uuid(), 'UnassignTables', v_booking.venue_id,
    jsonb_strip_nulls(jsonb_build_object('bookingId', p_booking_id, 'tableIds', to_jsonb(v_ids))),
    v_decision, sql_actor(p_unassigned_by), null, v_now);
end
$$;
select allow_rpc('unassign_tables_atomic(uuid, uuid[], uuid)');
