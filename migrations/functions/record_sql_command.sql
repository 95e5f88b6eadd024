-- Stores what a SQL caller's command led to: its events, the rows that follow from them, and the
-- outcome under its id, so that a repeat is answered and not redone. p_decision: {events: [{type,
-- data}], warnings}. The relay is woken by a NOTIFY of the caller's transaction: it comes with the
-- commit and not without it. (The service notifies apart from its transactions, because commits that
-- notify wait for one another; SQL callers are few.)
--
-- p_now is what was decided by. Events, rows and outcome are dated so, too, but never before the last event of
-- the partition, as in the service's batches: the clock may have gone back.
--
-- Locks: the caller holds the partition's lock (begin_sql_command).
create or replace function record_sql_command(p_command_id uuid, p_type text, p_venue_id uuid, p_data jsonb,
                                              p_decision jsonb, p_actor jsonb, p_correlation_id text,
                                              p_now timestamptz) returns void
  language plpgsql volatile
  as $$
declare
  v_event jsonb;
  v_refs jsonb := '[]';
  v_context_seq bigint;
  v_recorded_at timestamptz := greatest(p_now, (
    select e.recorded_at from events e where e.partition = log_partition_of(p_venue_id)
     order by e.seq desc limit 1));
begin
  for v_event in select e from jsonb_array_elements(p_decision -> 'events') e loop
    v_refs := v_refs || append_event(p_venue_id, v_event ->> 'type', v_event -> 'data', p_command_id,
                                     jsonb_array_length(v_refs), p_actor, p_correlation_id,
                                     v_recorded_at);
    perform apply_event(p_venue_id, v_event ->> 'type', v_event -> 'data', p_command_id, p_actor ->> 'id',
                        v_recorded_at);
  end loop;
  select e.seq into v_context_seq from events e
   where e.venue_id = p_venue_id and e.type <> 'CommandRejected' order by e.seq desc limit 1;
  insert into commands (command_id, venue_id, type, fingerprint, outcome, recorded_at)
  values (p_command_id, p_venue_id, p_type, command_fingerprint(p_type, p_venue_id, p_data),
          jsonb_build_object(
            'commandId', p_command_id, 'status', 'accepted', 'duplicate', false, 'events', v_refs,
            'contextVersion', log_partition_of(p_venue_id) || ':' || v_context_seq,
            'warnings', p_decision -> 'warnings'),
          v_recorded_at);
  perform pg_notify('allocator_log', '');
end
$$;
