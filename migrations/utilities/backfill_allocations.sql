-- Mirrors existing booking_table_assignments into allocations, as shadows that block nobody: the
-- runbook's backfill. Every row that no event accounts for becomes an AllocationImported event and a
-- shadow claim, 1:1; conflicts are listed. Run again it imports nothing.
--
--   psql "$DATABASE_URL" -v ON_ERROR_STOP=1 -f migrations/utilities/backfill_allocations.sql
--
-- Locks: the log partitions of all venues concerned while it runs. Where many thousand rows are to be
-- imported beside a busy service, `allocator backfill --apply` does the same in small batches.

begin;

create temporary table backfill on commit drop as select * from import_allocations();

select count(*) filter (where rows_imported > 0) as bookings_imported, coalesce(sum(rows_found), 0) as rows_found,
       coalesce(sum(rows_imported), 0) as rows_imported,
       coalesce(sum(jsonb_array_length(left_out)), 0) as rows_left_out,
       coalesce(sum(jsonb_array_length(conflicts)), 0) as conflicts_observed
  from backfill;

select venue_id, w ->> 'message' as left_out
  from backfill cross join jsonb_array_elements(left_out) w
 order by venue_id, booking_id;

select venue_id, booking_id, c #>> '{tables,0,label}' as "table", c #>> '{window,start}' as starts,
       c #>> '{window,end}' as ends, b ->> 'kind' as blocked_by, b ->> 'id' as blocker,
       b #>> '{window,start}' as blocker_starts, b #>> '{window,end}' as blocker_ends
  from backfill cross join jsonb_array_elements(conflicts) c cross join jsonb_array_elements(c -> 'blockers') b
 order by venue_id, "table", starts;

select (select count(*) from booking_table_assignments) as assignment_rows,
       (select count(*) from allocations where kind = 'assignment') as mirrored_rows;

commit;
