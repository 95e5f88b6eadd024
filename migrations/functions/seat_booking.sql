-- Decides whether a booking may have exactly these tables for a window, as the service's evaluator
-- does: {events, warnings}, or the refusal raised with every reason. The caller holds the partition's
-- lock and read p_now after it.
--
-- p_hold_id: the hold that is being confirmed. p_enforcing: conflicts refuse and the claims are
-- guarded; otherwise conflicts are observed, and claims are shadows while live writes are off or
-- where they overlap a guarded claim.
create or replace function seat_booking(p_booking bookings, p_table_ids uuid[], p_window tstzrange, p_method text,
                                        p_hold_id uuid, p_require_adjacency boolean, p_enforcing boolean,
                                        p_command_id uuid, p_now timestamptz) returns jsonb
  language plpgsql volatile
  as $$
declare
  v_venue venues;
  v_ids uuid[] := (select array_agg(distinct i order by i) from unnest(p_table_ids) i);
  v_unknown jsonb;
  v_found jsonb := '[]';
  v_way jsonb;
  v_blockers jsonb;
  v_conflict jsonb;
  v_events jsonb := '[]';
  v_shadow boolean;
  v_warnings jsonb;
  v_previous jsonb := seating_of(p_booking.booking_id);
  v_keeps_start boolean := coalesce(v_previous #>> '{window,start}' = iso(lower(p_window)), false);
  v_keeps_tables boolean;
  v_seating jsonb;
begin
  select coalesce(array_agg((t ->> 'tableId')::uuid order by t ->> 'tableId') = v_ids, false) into v_keeps_tables
    from jsonb_array_elements(v_previous -> 'tables') t;
  select * into v_venue from venues where venue_id = p_booking.venue_id;
  select jsonb_agg(i) into v_unknown from unnest(v_ids) i
   where not exists (select from tables where venue_id = p_booking.venue_id and id = i);
  if v_unknown is not null then
    v_found := v_found || finding('exists', true, 'TABLE_NOT_FOUND',
      format('%s of %s tables are not tables of this venue', jsonb_array_length(v_unknown), cardinality(v_ids)),
      jsonb_build_object('tableIds', v_unknown));
  end if;
  -- What a booking keeps of where it sits, no rule made since then takes from it.
  v_found := v_found || window_finding(p_booking, p_window)
                     || softened(service_finding(v_venue, p_window), v_keeps_start);
  if v_unknown is null then
    v_found := v_found || softened(table_findings(p_booking.venue_id, v_ids, p_booking.party_size,
                                                  p_require_adjacency), v_keeps_tables);
  end if;
  v_way := claims_in_the_way(p_booking.venue_id, v_ids, p_window, p_booking.booking_id, p_hold_id, p_now);
  v_blockers := v_way -> 'blockers';
  v_conflict := conflict_finding(v_blockers, p_enforcing);
  if v_conflict is not null then
    v_found := v_found || v_conflict;
  end if;
  v_found := v_found || presence_finding(p_booking.venue_id, v_ids, p_window, p_booking.booking_id, p_now);
  perform refuse_if_failed(v_found, v_blockers);

  select coalesce(jsonb_agg(e), '[]') into v_events
    from jsonb_array_elements_text(v_way -> 'lapsed') l
   cross join lateral jsonb_array_elements(hold_ended_event('HoldExpired', l::uuid)) e;
  if v_conflict is not null and not p_enforcing then
    v_events := v_events || jsonb_build_object('type', 'ShadowConflictObserved', 'data', jsonb_build_object(
      'bookingId', p_booking.booking_id, 'holdId', null, 'blockId', null,
      'tables', table_refs(p_booking.venue_id, v_ids), 'window', window_json(p_window), 'blockers', v_blockers));
  end if;
  v_shadow := not p_enforcing and (
    not flag_in_force('FEATURE_ALLOCATIONS_DUAL_WRITE', p_booking.venue_id)
    or v_blockers @> '[{"shadow": false}]');
  v_seating := seating_json(p_booking.venue_id, v_ids, p_window, v_shadow, case when cardinality(v_ids) > 1
    then derived_uuid(format('merge:%s:%s', p_command_id, p_booking.booking_id)) end);
  -- A hold is used up even where the booking already has what it held.
  if v_previous - 'mergeGroupId' = v_seating - 'mergeGroupId' and p_hold_id is null then
    return '{"events": [], "warnings": []}';
  end if;
  select coalesce(jsonb_agg(c - 'id' - 'status'), '[]') into v_warnings from jsonb_array_elements(v_found) c;
  v_events := v_events || jsonb_build_object('type', 'TablesAssigned', 'data', v_seating || jsonb_build_object(
    'bookingId', p_booking.booking_id, 'partySize', p_booking.party_size, 'method', p_method,
    'previous', v_previous, 'warnings', v_warnings, 'trace', null));
  return jsonb_build_object('events', v_events, 'warnings', v_warnings);
end
$$;
