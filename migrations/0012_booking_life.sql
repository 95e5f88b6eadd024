-- What a booking's times were computed from as its owner sent them, so that an edit which changes nothing
-- of them moves nobody; when a booking came to its end, so that what was is kept as past; and the status of
-- guests who sit at their table.
--
-- Rollout: before the service that writes them; the release before ignores the columns. Locks: ACCESS EXCLUSIVE
-- on bookings for an instant, since columns without a default rewrite nothing; then a scan of bookings that
-- proves the check, which lets reads and writes go on.

alter table bookings add column sent jsonb, add column ended_at timestamptz;
alter table mirror.bookings add column sent jsonb, add column ended_at timestamptz;

alter table bookings drop constraint bookings_status_check;
alter table bookings add constraint bookings_status_check
  check (status in ('pending', 'confirmed', 'checked_in', 'seated', 'completed', 'cancelled', 'no_show')) not valid;
alter table bookings validate constraint bookings_status_check;

-- A rebuild that is under way has its tables as they were; it begins anew.
drop schema if exists allocator_shadow cascade;
