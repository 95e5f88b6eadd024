-- Appends one event to the log partition of its venue, as the service does: the next seq, the link in
-- the hash chain, and an id that follows from the command. Answers the reference that outcomes list.
--
-- Locks: the caller holds the partition's lock (begin_sql_command); without it the primary key refuses.
create or replace function append_event(p_venue_id uuid, p_type text, p_data jsonb, p_command_id uuid,
                                        p_index integer, p_actor jsonb, p_correlation_id text,
                                        p_now timestamptz, p_schema_version integer default 1) returns jsonb
  language plpgsql volatile
  as $$
declare
  v_partition integer := log_partition_of(p_venue_id);
  v_id uuid := derived_uuid(p_command_id || ':' || p_index);
  v_seq bigint;
  v_prev_hash bytea;
  v_hash bytea;
begin
  select e.seq, e.hash into v_seq, v_prev_hash
    from events e where e.partition = v_partition order by e.seq desc limit 1;
  v_seq := coalesce(v_seq, 0) + 1;
  v_prev_hash := coalesce(v_prev_hash, decode(repeat('0', 64), 'hex'));
  v_hash := sha256(v_prev_hash || convert_to(canonical_json(jsonb_build_object(
    'id', v_id, 'type', p_type, 'schemaVersion', p_schema_version, 'venueId', p_venue_id,
    'partition', v_partition, 'seq', v_seq, 'recordedAt', iso(p_now), 'actor', p_actor,
    'commandId', p_command_id, 'correlationId', p_correlation_id, 'data', p_data)), 'UTF8'));
  insert into events (partition, seq, event_id, venue_id, type, schema_version, data, metadata,
                      recorded_at, command_id, prev_hash, hash)
  values (v_partition, v_seq, v_id, p_venue_id, p_type, p_schema_version, p_data,
          jsonb_build_object('actor', p_actor, 'correlationId', p_correlation_id, 'traceparent', null),
          p_now, p_command_id, v_prev_hash, v_hash);
  return jsonb_build_object('id', v_id, 'type', p_type, 'partition', v_partition, 'seq', v_seq);
end
$$;
