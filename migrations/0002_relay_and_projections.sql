-- How far the log has travelled: who relays it, how far each projection has read it, and the first
-- projection's rows.
--
-- Rollout: any time; nothing reads these before the relay and projector roles start. Locks: creates
-- only.

-- The processes that want to relay, with or without a lease: a fair share needs their number.
create table relay_members (
  owner text primary key,
  expires_at timestamptz not null
);

-- One row per log partition. `epoch` grows at every change of holder and fences the former one:
-- the cursor moves only under the epoch that read it.
create table relay_leases (
  partition integer primary key,
  owner text,
  epoch bigint not null default 0,
  -- The last seq known to be in the topic.
  cursor bigint not null default 0 check (cursor >= 0),
  expires_at timestamptz not null default '-infinity',
  advanced_at timestamptz
);

-- A projection's rows and this row change in one transaction, from the seq that was expected.
create table projection_checkpoints (
  projection text not null,
  partition integer not null,
  seq bigint not null check (seq >= 0),
  -- Where the record of that seq lies; offsets mean nothing in another cluster.
  kafka_offset bigint,
  cluster_id text,
  updated_at timestamptz not null default clock_timestamp(),
  primary key (projection, partition),
  check ((kafka_offset is null) = (cluster_id is null))
);

-- What operators ask after an incident; a projection of the log, so it can be made again.
create table observability_events (
  -- Derived from the event, so that making it again adds nothing.
  id uuid primary key,
  created_at timestamptz not null,
  source text not null,
  event_type text not null,
  severity text not null check (severity in ('info', 'warning', 'error')),
  venue_id uuid,
  booking_id uuid,
  context jsonb not null,
  event_id uuid
);
create index observability_events_source
  on observability_events (source, event_type, created_at desc);
create index observability_events_venue on observability_events (venue_id, created_at desc);
create index observability_events_booking on observability_events (booking_id, created_at desc)
  where booking_id is not null;
-- Conflicts are counted every minute by an alert and listed by the runbook.
create index observability_events_error on observability_events (created_at desc)
  where context -> 'error' is not null;
