-- Turns a hold into the assignment of a booking, in one step: its tables, its window. A hold that has
-- lapsed is refused, also when it lapsed while this waited for the lock. Confirming again for the same
-- booking changes nothing. Obeys all flags as the service does.
--
-- Answers the booking's rows. Raises P0002 for an unknown hold or booking, 23514 for HOLD_EXPIRED and
-- HOLD_BOOKING_MISMATCH, and what assign_tables_atomic raises.
--
-- Locks: the venue's log partition, then reads; held until the transaction ends (begin_sql_command).
create or replace function confirm_table_hold(p_hold_id uuid, p_booking_id uuid)
  returns table (table_id uuid, start_at timestamptz, end_at timestamptz, merge_group_id uuid)
  language plpgsql volatile security definer
  set search_path = pg_catalog, public, pg_temp
  set enable_seqscan = off set enable_hashjoin = off set enable_mergejoin = off set jit = off
  as $$
declare
  v_venue_id uuid;
  v_now timestamptz;
  v_hold table_holds;
  v_ended ended_claims;
  v_booking bookings;
  v_command_id uuid := gen_random_uuid();
  v_seated jsonb;
  v_confirmed jsonb := '[]';
begin
  select h.venue_id into v_venue_id
    from (select venue_id from table_holds where id = p_hold_id
          union all select venue_id from ended_claims where id = p_hold_id) h limit 1;
  if not found then
    perform refuse('HOLD_NOT_FOUND', format('there is no hold %s; it may have been released', p_hold_id));
  end if;
  v_now := begin_sql_command(v_venue_id);
  select * into v_hold from table_holds where id = p_hold_id;
  select * into v_ended from ended_claims where id = p_hold_id;
  if date_trunc('milliseconds', v_hold.expires_at) <= v_now or v_ended.how = 'expired' then
    perform refuse('HOLD_EXPIRED', format('hold %s expired; hold the tables again', p_hold_id),
                   jsonb_build_object('expiredAt', iso(coalesce(v_hold.expires_at, v_ended.ended_at))));
  elsif v_hold.id is null and v_ended.how is distinct from 'confirmed' then
    perform refuse('HOLD_NOT_FOUND', format('there is no hold %s; it may have been released', p_hold_id));
  elsif p_booking_id is null then
    perform refuse('BOOKING_NOT_FOUND', 'p_booking_id is null; a hold is confirmed for a booking');
  elsif coalesce(v_hold.booking_id, v_ended.booking_id) <> p_booking_id then
    perform refuse('HOLD_BOOKING_MISMATCH', format('hold %s is another booking''s', p_hold_id));
  end if;
  if v_hold.id is not null then
    v_booking := open_booking(p_booking_id, v_venue_id);
    v_seated := seat_booking(v_booking, v_hold.table_ids, tstzrange(v_hold.start_at, v_hold.end_at, '[)'), 'hold',
      p_hold_id, case when jsonb_typeof(v_hold.metadata -> 'requireAdjacency') = 'boolean'
                      then (v_hold.metadata ->> 'requireAdjacency')::boolean end,
      flag_in_force('FEATURE_ALLOCATIONS_DUAL_WRITE', v_venue_id)
      and flag_in_force('FEATURE_RPC_ASSIGN_ATOMIC', v_venue_id), v_command_id, v_now);
    v_confirmed := hold_ended_event('HoldConfirmed', p_hold_id,
      jsonb_build_object('bookingId', p_booking_id, 'partySize', v_booking.party_size));
  end if;
  perform record_sql_command(v_command_id, 'ConfirmHold', v_venue_id,
    jsonb_build_object('holdId', p_hold_id, 'bookingId', p_booking_id),
    jsonb_build_object('events', v_confirmed || coalesce(v_seated -> 'events', '[]'),
                       'warnings', coalesce(v_seated -> 'warnings', '[]')), sql_actor(null), null, v_now);
  return query select * from seated_rows(p_booking_id);
end
$$;
select allow_rpc('confirm_table_hold(uuid, uuid)');
