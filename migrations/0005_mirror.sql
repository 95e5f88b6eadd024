-- The mirror: every table that the log folds into a second time, made from the event stream alone and
-- compared with the live allocations continuously. And where in the topic the relay's last record
-- lies, so that a topic that was made anew is noticed.
--
-- Rollout: before the service that uses it, whose projector then reads the stream from its
-- beginning. Locks: creates, and adds columns without a default to relay_leases, which is locked for
-- a moment and not rewritten.

create schema mirror;

-- Columns as in the live tables; a migration that changes those changes these. No exclusion and no
-- checks, because the mirror records and never judges; only what the fold looks up is indexed.
create table mirror.allocations (like public.allocations including defaults, primary key (id));
create index allocations_booking on mirror.allocations (booking_id) where booking_id is not null;
create index allocations_hold on mirror.allocations (hold_id) where hold_id is not null;
create index allocations_block on mirror.allocations (block_id) where block_id is not null;
create table mirror.booking_table_assignments
  (like public.booking_table_assignments including defaults, primary key (booking_id, table_id));
create table mirror.table_holds (like public.table_holds including defaults, primary key (id));
create index table_holds_booking on mirror.table_holds (booking_id) where booking_id is not null;
create table mirror.ended_claims (like public.ended_claims including defaults, primary key (id));
create table mirror.bookings (like public.bookings including defaults, primary key (booking_id));
create table mirror.venues (like public.venues including defaults, primary key (venue_id));
create table mirror.tables (like public.tables including defaults, primary key (venue_id, id));
create table mirror.table_adjacencies
  (like public.table_adjacencies including defaults, primary key (venue_id, ordinal));
create table mirror.feature_flags
  (like public.feature_flags including defaults, unique nulls not distinct (flag, venue_id));

-- Rows of allocations that the last look found otherwise than the mirror has them.
create table mirror.differences (
  id uuid primary key,
  venue_id uuid not null,
  -- What is wrong with the live row.
  change text not null check (change in ('missing', 'extra', 'changed')),
  -- False: the mirror had not yet read all events of the venue, so nobody can tell.
  decided boolean not null,
  found_at timestamptz not null default clock_timestamp()
);

-- One row: how far the comparison has come in the order of ids, and since when all was compared.
create table mirror.parity (
  only_row boolean primary key default true check (only_row),
  -- Ids up to here were compared in the pass that is under way; null: none yet.
  cursor uuid,
  began_at timestamptz not null default clock_timestamp(),
  looked_at timestamptz,
  -- The last pass over all ids.
  passed_from timestamptz,
  passed_to timestamptz
);
insert into mirror.parity default values;

-- Where the record at `cursor` lies; both null: not known.
alter table public.relay_leases
  add column topic_offset bigint,
  add column cluster_id text,
  add check ((topic_offset is null) = (cluster_id is null));
