-- The log, the command outcomes, and the tables that the log folds into.
--
-- Rollout: first start. Locks: creates only; nothing existing is touched.
-- There are no foreign keys from the hot tables: a share lock on a venue's row dead-locks two
-- unrelated assignments. Integrity is the decider's job, and `allocator verify` proves it.

create extension if not exists btree_gist;

-- One row, written at the first start: a venue's log partition must never change afterwards.
create table log_settings (
  only_row boolean primary key default true check (only_row),
  partitions integer not null check (partitions between 1 and 1024),
  created_at timestamptz not null default clock_timestamp()
);

-- The log of record. `seq` is dense per partition because it is given under the partition's lock,
-- which is held until commit; so it is also commit-ordered, and `seq > cursor` misses nothing.
create table events (
  partition integer not null,
  seq bigint not null check (seq > 0),
  event_id uuid not null,
  venue_id uuid not null,
  type text not null,
  schema_version integer not null,
  data jsonb not null,
  -- {actor, correlationId, traceparent}
  metadata jsonb not null,
  recorded_at timestamptz not null,
  command_id uuid not null,
  prev_hash bytea not null,
  hash bytea not null,
  primary key (partition, seq)
);
-- The version of a venue's picture: its last event that changed something.
create index events_venue_change on events (venue_id, seq desc) where type <> 'CommandRejected';
-- Exports and histories by time: recorded_at follows insertion, which is what BRIN is for.
create index events_recorded_at on events using brin (recorded_at) with (pages_per_range = 32);

-- What each command id led to: written with the events, so that a repeat is answered, not redone.
create table commands (
  command_id uuid primary key,
  venue_id uuid not null,
  type text not null,
  fingerprint text not null,
  outcome jsonb not null,
  recorded_at timestamptz not null
);

-- Every claim on every resource, of every kind, under one exclusion rule.
create table allocations (
  id uuid primary key default gen_random_uuid(),
  venue_id uuid not null,
  booking_id uuid,
  resource_type text not null default 'table',
  resource_id uuid not null,
  -- NULL and empty ranges overlap nothing and would slip past the exclusion; so would a point in
  -- time written [t,t]. Ends are exclusive, so that one party may follow another at once.
  "window" tstzrange not null
    check (not isempty("window") and lower_inc("window") and not upper_inc("window")
           and not lower_inf("window") and lower("window") > '-infinity' and upper("window") is distinct from 'infinity'),
  kind text not null default 'assignment' check (kind in ('hold', 'assignment', 'block')),
  hold_id uuid,
  block_id uuid,
  reason text,
  shadow boolean not null default false,
  is_maintenance boolean not null default false,
  created_by text,
  created_at timestamptz not null default clock_timestamp(),
  constraint allocations_resource_window_excl
    exclude using gist (venue_id with =, resource_id with =, "window" with &&) where (not shadow)
);
create index allocations_booking on allocations (booking_id) where booking_id is not null;
create index allocations_hold on allocations (hold_id) where hold_id is not null;
create index allocations_block on allocations (block_id) where block_id is not null;
create index allocations_shadow on allocations using gist (venue_id, resource_id, "window") where shadow;

create table booking_table_assignments (
  booking_id uuid not null,
  table_id uuid not null,
  venue_id uuid not null,
  start_at timestamptz not null,
  end_at timestamptz not null check (end_at > start_at),
  assigned_by text,
  assigned_at timestamptz not null default clock_timestamp(),
  idempotency_key text,
  merge_group_id uuid,
  primary key (booking_id, table_id)
);
create index booking_table_assignments_venue on booking_table_assignments (venue_id, start_at);

-- Live holds, and lapsed ones that nothing has expired yet (they block nobody meanwhile).
create table table_holds (
  id uuid primary key,
  venue_id uuid not null,
  booking_id uuid,
  table_ids uuid[] not null check (cardinality(table_ids) > 0),
  start_at timestamptz not null,
  end_at timestamptz not null check (end_at > start_at),
  expires_at timestamptz not null,
  expires_at_max timestamptz not null,
  shadow boolean not null default false,
  created_by text,
  created_at timestamptz not null default clock_timestamp(),
  metadata jsonb
);
create index table_holds_booking on table_holds (booking_id) where booking_id is not null;
create index table_holds_expires_at on table_holds (expires_at);

-- How holds and blocks ended: a late confirm hears HOLD_EXPIRED, a second release the same answer.
create table ended_claims (
  id uuid primary key,
  venue_id uuid not null,
  kind text not null check (kind in ('hold', 'block')),
  booking_id uuid,
  how text not null check (how in ('confirmed', 'released', 'expired')),
  ended_at timestamptz not null
);

create table bookings (
  booking_id uuid primary key,
  venue_id uuid not null,
  party_size integer not null check (party_size > 0),
  starts_at timestamptz not null,
  ends_at timestamptz not null,
  "window" tstzrange not null,
  status text not null
    check (status in ('pending', 'confirmed', 'checked_in', 'completed', 'cancelled', 'no_show')),
  zone text,
  pinned_table_ids uuid[] not null default '{}',
  pin_reason text,
  -- What a no-show gave up, so that its undoing can ask for it back: a seating as in the events.
  released jsonb,
  metadata jsonb,
  registered_at timestamptz not null,
  updated_at timestamptz not null
);
create index bookings_venue_starts_at on bookings (venue_id, starts_at);

create table venues (
  venue_id uuid primary key,
  name text not null,
  time_zone text not null,
  resource_type text not null,
  policy jsonb not null,
  version integer not null,
  updated_at timestamptz not null
);

create table tables (
  venue_id uuid not null,
  id uuid not null,
  ordinal integer not null,
  label text not null,
  capacity integer not null,
  min_party integer not null,
  max_party integer not null,
  zone text not null,
  mobility text not null check (mobility in ('movable', 'fixed')),
  active boolean not null,
  position jsonb not null,
  primary key (venue_id, id)
);

create table table_adjacencies (
  venue_id uuid not null,
  ordinal integer not null,
  table_a uuid not null,
  table_b uuid not null,
  -- Not the pair: a sender may name an edge twice, and is given back what it sent.
  primary key (venue_id, ordinal)
);

-- Overrides only: a flag without a row has its environment's default. Global rows have no venue.
create table feature_flags (
  flag text not null,
  venue_id uuid,
  value boolean not null,
  reason text not null,
  set_by text not null,
  set_at timestamptz not null,
  unique nulls not distinct (flag, venue_id)
);
