-- Makes the rows of an assignments table that no event accounts for part of the log: for each an
-- AllocationImported event and a shadow claim, which blocks nobody. Conflicts are observed. Bookings
-- and venues need not be registered. Again: nothing is imported.
--
-- One command per booking; answers one row per command: what was found, imported, left out (why), and
-- the conflicts observed; and one per row that can be no claim, which is in no command. A large import is better done by `allocator backfill`, in small batches.
--
-- Locks: the log partitions of all venues concerned, in ascending order, until the transaction ends.
create or replace function import_allocations(p_source regclass default 'booking_table_assignments')
  returns table (venue_id uuid, booking_id uuid, rows_found integer, rows_imported integer, left_out jsonb,
                 conflicts jsonb)
  language plpgsql volatile
  set enable_seqscan = off set enable_hashjoin = off set enable_mergejoin = off set jit = off
  as $$
declare
  v_partition record;
  v_partitions integer[] := '{}';
  v_now timestamptz;
  v_found record;
  v_decision jsonb;
begin
  for v_partition in
    select distinct on (log_partition_of(p.venue_id)) log_partition_of(p.venue_id) as id, p.venue_id
      from unaccounted_rows(p_source) p where p.fault is null order by 1
  loop
    v_now := begin_sql_command(v_partition.venue_id);
    v_partitions := v_partitions || v_partition.id;
  end loop;
  for v_found in
    select p.venue_id, p.booking_id, jsonb_agg(jsonb_strip_nulls(jsonb_build_object(
             'bookingId', p.booking_id, 'tableId', p.table_id, 'start', iso(p.start_at), 'end', iso(p.end_at),
             'assignedBy', p.assigned_by, 'assignedAt', iso(p.assigned_at),
             'idempotencyKey', p.idempotency_key, 'mergeGroupId', p.merge_group_id)) order by p.table_id) as rows
      from unaccounted_rows(p_source) p
     -- Of venues whose first row came in the meantime the lock is not held.
     where p.fault is null and log_partition_of(p.venue_id) = any (v_partitions)
     group by p.venue_id, p.booking_id order by p.venue_id, p.booking_id
  loop
    v_decision := import_booking(v_found.venue_id, v_found.booking_id, v_found.rows, v_now);
    perform record_sql_command(gen_random_uuid(), 'ImportAllocations', v_found.venue_id,
      jsonb_build_object('rows', v_found.rows), v_decision, sql_actor(null), null, v_now);
    venue_id := v_found.venue_id;
    booking_id := v_found.booking_id;
    rows_found := jsonb_array_length(v_found.rows);
    select count(*) filter (where e ->> 'type' = 'AllocationImported'),
           coalesce(jsonb_agg(e -> 'data') filter (where e ->> 'type' = 'ShadowConflictObserved'), '[]')
      into rows_imported, conflicts
      from jsonb_array_elements(v_decision -> 'events') e;
    left_out := v_decision -> 'warnings';
    return next;
  end loop;
  return query
    select p.venue_id, p.booking_id, 1, 0, jsonb_build_array(jsonb_build_object(
             'code', p.fault -> 'code',
             'message', format('booking %s, table %s is left out: %s', coalesce(p.booking_id::text, '-'),
                               coalesce(p.table_id::text, '-'), p.fault ->> 'why'),
             'details', jsonb_build_object('bookingId', p.booking_id, 'tableId', p.table_id))), '[]'::jsonb
      from unaccounted_rows(p_source) p where p.fault is not null;
end
$$;
