-- Takes the functions for SQL callers away: step 2 of the runbook's rollback. The service does not use
-- them, and its data stays. To have them again run `allocator migrate`, or start the service.
drop function if exists public.unassign_tables_atomic(uuid, uuid[], uuid);
drop function if exists public.assign_tables_atomic(uuid, uuid[], tstzrange, uuid, text);
drop function if exists public.assign_tables_atomic_v2(uuid, uuid[], text, boolean, uuid, timestamptz, timestamptz);
drop function if exists public.release_table_hold(uuid);
drop function if exists public.confirm_table_hold(uuid, uuid);
