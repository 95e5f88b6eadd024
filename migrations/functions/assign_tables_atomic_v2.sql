-- Gives a booking exactly these tables, or raises and leaves nothing. Obeys all flags as the service
-- does: while conflicts are only observed they are accepted and recorded as ShadowConflictObserved.
--
-- Without p_start_at and p_end_at the booking's own window is taken. p_require_adjacency overrides the
-- flag; null leaves it to the flag. Under one p_idempotency_key the call takes effect once: the same
-- content is answered with the same rows, another content is P0003.
-- Answers the booking's rows. Raises 23P01, P0002, P0003, 22000 or 23514: see refuse. Since what
-- raises rolls back, a refusal is not in the log as CommandRejected, nor in telemetry; the conflict alert counts it.
--
-- Locks: the venue's log partition, then reads; held until the transaction ends (begin_sql_command).
create or replace function assign_tables_atomic_v2(p_booking_id uuid, p_table_ids uuid[],
                                                   p_idempotency_key text default null,
                                                   p_require_adjacency boolean default null,
                                                   p_assigned_by uuid default null,
                                                   p_start_at timestamptz default null,
                                                   p_end_at timestamptz default null)
  returns table (table_id uuid, start_at timestamptz, end_at timestamptz, merge_group_id uuid)
  language plpgsql volatile security definer
  set search_path = pg_catalog, public, pg_temp
  set enable_seqscan = off set enable_hashjoin = off set enable_mergejoin = off set jit = off
  as $$
begin
  return query select * from assign_by_sql(p_booking_id, p_table_ids,
    case when p_start_at is not null or p_end_at is not null
         -- No range can be made of a reversed pair; it is refused like an empty one.
         then tstzrange(p_start_at, case when p_end_at < p_start_at then p_start_at else p_end_at end, '[)') end,
    p_require_adjacency, p_assigned_by, p_idempotency_key, null);
end
$$;
select allow_rpc('assign_tables_atomic_v2(uuid, uuid[], text, boolean, uuid, timestamptz, timestamptz)');
