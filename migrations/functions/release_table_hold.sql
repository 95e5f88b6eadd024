-- Lets a hold go, live or lapsed; mirrors DELETE /api/staff/manual/hold. Answers true when it went
-- now and false when it was over already. Raises P0002 for a hold that never was.
--
-- Locks: the venue's log partition, then reads; held until the transaction ends (begin_sql_command).
create or replace function release_table_hold(p_hold_id uuid) returns boolean
  language plpgsql volatile security definer
  set search_path = pg_catalog, public, pg_temp
  set enable_seqscan = off set enable_hashjoin = off set enable_mergejoin = off set jit = off
  as $$
declare
  v_venue_id uuid;
  v_now timestamptz;
  v_events jsonb;
begin
  select venue_id into v_venue_id
    from (select venue_id from table_holds where id = p_hold_id
          union all select venue_id from ended_claims where id = p_hold_id) h limit 1;
  if not found then
    perform refuse('HOLD_NOT_FOUND', format('there is no hold %s; it may have been released', p_hold_id));
  end if;
  v_now := begin_sql_command(v_venue_id);
  v_events := hold_ended_event('HoldReleased', p_hold_id, '{"reason": "released"}');
  perform record_sql_command(gen_random_uuid(), 'ReleaseHold', v_venue_id,
    jsonb_build_object('holdId', p_hold_id), jsonb_build_object('events', v_events, 'warnings', '[]'::jsonb),
    sql_actor(null), null, v_now);
  return jsonb_array_length(v_events) > 0;
end
$$;
select allow_rpc('release_table_hold(uuid)');
