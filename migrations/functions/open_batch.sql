-- Opens a batch: takes the locks of its log partitions in ascending order, first thing in the
-- transaction, and only then reads the clock and whatever the batch's decisions need. Volatile, so
-- every statement below sees what was committed while the lock was waited for.
--
-- Readers ask it too, for no partitions: then it locks nothing, and in a transaction of one snapshot
-- it answers what a decision would see at that instant.
--
-- p_wanted: {commandIds, venues: [{venueId, version}], …what read_floors takes}
-- Answers {now, calendar (its version), heads, outcomes, flags, venues, …what read_floors answers}.
create or replace function open_batch(p_partitions integer[], p_wanted jsonb) returns json
  language plpgsql volatile
  set enable_seqscan = off set enable_hashjoin = off set enable_mergejoin = off set jit = off
  set plan_cache_mode = force_generic_plan
  as $$
declare
  v_partition integer;
  v_heads json;
  v_outcomes json;
  v_flags json;
  v_venues json;
  v_now text;
begin
  for v_partition in select distinct p from unnest(p_partitions) p order by p loop
    perform lock_partition(v_partition);
  end loop;
  perform set_config('allocator.batch', 'open', true);
  v_now := iso(clock_timestamp());

  select json_agg(json_build_object('partition', p, 'seq', coalesce(h.seq, 0),
                                    'hash', coalesce(encode(h.hash, 'hex'), repeat('0', 64)),
                                    'recordedAt', iso(h.recorded_at)))
    into v_heads
    from unnest(p_partitions) p
    left join lateral (select e.seq, e.hash, e.recorded_at from events e where e.partition = p
                        order by e.seq desc limit 1) h on true;

  select json_agg(json_build_object('commandId', c.command_id, 'venueId', c.venue_id,
                                    'fingerprint', c.fingerprint, 'outcome', c.outcome))
    into v_outcomes
    from jsonb_array_elements_text(p_wanted -> 'commandIds') w(id)
    cross join lateral (select * from commands where command_id = w.id::uuid) c;

  select json_agg(json_build_object('flag', f.flag, 'venueId', f.venue_id, 'value', f.value,
                                    'reason', f.reason, 'setBy', f.set_by, 'setAt', iso(f.set_at)))
    into v_flags
    from feature_flags f
   where f.venue_id is null
      or f.venue_id in (select (w ->> 'venueId')::uuid from jsonb_array_elements(p_wanted -> 'venues') w);

  -- A configuration is sent only where it is not the version that the asker has.
  select json_agg(json_build_object(
           'venueId', w."venueId", 'contextSeq', coalesce(e.seq, 0), 'version', v.version,
           'updatedAt', iso(v.updated_at),
           'configuration', case when v.version is distinct from w.version
                                 then venue_configuration(w."venueId") end))
    into v_venues
    from jsonb_to_recordset(p_wanted -> 'venues') w("venueId" uuid, version integer)
    left join lateral (select * from venues where venue_id = w."venueId") v on true
    left join lateral (select seq from events where venue_id = w."venueId" and type <> 'CommandRejected'
                        order by seq desc limit 1) e on true;

  return json_build_object('now', v_now, 'calendar', (select version from calendar where only_row),
                           'heads', v_heads, 'outcomes', v_outcomes, 'flags', v_flags, 'venues', v_venues,
                           'floors', read_floors(p_wanted));
end
$$;
