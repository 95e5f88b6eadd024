-- Gives a booking exactly these tables for a window, or raises and leaves nothing. Always atomic and
-- guarded, whatever the flags for atomic writes say: who calls this asks for it. Everything else (the
-- checks, their policy, the flags of merges and adjacency, the events) is as in the service.
--
-- p_window must be half-open, [start, end), buffers included. Under one p_idempotency_key the call takes
-- effect once: the same content is answered with the same rows, another content is P0003.
-- Answers the booking's rows. Raises 23P01, P0002, P0003, 22000 or 23514: see refuse. Since what
-- raises rolls back, a refusal is not in the log as CommandRejected, nor in telemetry; the conflict alert counts it.
--
-- Locks: the venue's log partition, then reads; held until the transaction ends (begin_sql_command).
create or replace function assign_tables_atomic(p_booking_id uuid, p_table_ids uuid[], p_window tstzrange,
                                                p_assigned_by uuid default null,
                                                p_idempotency_key text default null)
  returns table (table_id uuid, start_at timestamptz, end_at timestamptz, merge_group_id uuid)
  language plpgsql volatile security definer
  set search_path = pg_catalog, public, pg_temp
  set enable_seqscan = off set enable_hashjoin = off set enable_mergejoin = off set jit = off
  as $$
begin
  if p_window is null then
    perform refuse('WINDOW_INVALID', 'the window is null; assign_tables_atomic_v2 takes the booking''s own');
  end if;
  return query select * from assign_by_sql(p_booking_id, p_table_ids, p_window, null, p_assigned_by,
                                           p_idempotency_key, true);
end
$$;
select allow_rpc('assign_tables_atomic(uuid, uuid[], tstzrange, uuid, text)');
