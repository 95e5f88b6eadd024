-- Gives a booking exactly these tables; what assign_tables_atomic and assign_tables_atomic_v2 share.
-- p_window null: the booking's own. p_enforcing null: as the flags say.
create or replace function assign_by_sql(p_booking_id uuid, p_table_ids uuid[], p_window tstzrange,
                                         p_require_adjacency boolean, p_assigned_by uuid,
                                         p_idempotency_key text, p_enforcing boolean)
  returns table (table_id uuid, start_at timestamptz, end_at timestamptz, merge_group_id uuid)
  language plpgsql volatile
  as $$
declare
  v_ids uuid[] := checked_table_ids(p_table_ids);
  v_command_id uuid := command_id_of(p_idempotency_key);
  v_venue_id uuid;
  v_now timestamptz;
  v_data jsonb;
  v_booking bookings;
  v_enforcing boolean;
begin
  select b.venue_id into v_venue_id from bookings b where b.booking_id = p_booking_id;
  if not found then
    perform refuse('BOOKING_NOT_FOUND',
      format('booking %s is not registered here; send RegisterBooking first', p_booking_id));
  end if;
  v_now := begin_sql_command(v_venue_id);
  v_data := jsonb_strip_nulls(jsonb_build_object(
    'bookingId', p_booking_id, 'tableIds', to_jsonb(v_ids), 'requireAdjacency', p_require_adjacency,
    'window', case when p_window is not null then window_json(p_window) end));
  if is_repeated(v_command_id, 'AssignTables', v_venue_id, v_data) then
    return query select * from seated_by(v_command_id, p_booking_id);
    return;
  end if;
  v_booking := open_booking(p_booking_id, v_venue_id);
  v_enforcing := coalesce(p_enforcing, flag_in_force('FEATURE_ALLOCATIONS_DUAL_WRITE', v_venue_id)
                                       and flag_in_force('FEATURE_RPC_ASSIGN_ATOMIC', v_venue_id));
  perform record_sql_command(v_command_id, 'AssignTables', v_venue_id, v_data,
    seat_booking(v_booking, v_ids, case when p_window is null then v_booking."window" else checked_window(p_window) end,
                 'manual', null, p_require_adjacency, v_enforcing, v_command_id, v_now),
    sql_actor(p_assigned_by), nullif(btrim(p_idempotency_key), ''), v_now);
  return query select * from seated_rows(p_booking_id);
end
$$;
