-- Events that a projection could not take, and the replays of the log.
--
-- Rollout: before the service that uses them. Locks: creates, and adds a column without a default
-- to observability_events, which is locked for a moment and not rewritten.

-- An event that failed on its own merits, and behind it every later one of the same venue.
create table parked_events (
  projection text not null,
  partition integer not null,
  seq bigint not null,
  venue_id uuid not null,
  event_id uuid not null,
  type text not null,
  -- Why it could not be projected. Null: it waits behind one that could not.
  error text,
  parked_at timestamptz not null default clock_timestamp(),
  -- An operator gave it up; kept to show who and why.
  dropped_at timestamptz,
  dropped_by text,
  drop_reason text,
  primary key (projection, partition, seq),
  check (num_nulls(dropped_at, dropped_by, drop_reason) in (0, 3))
);
create index parked_events_venue on parked_events (projection, venue_id, seq)
  where dropped_at is null;

-- One row per replay; what it delivers and how far it has come change together, so that it goes on
-- after a crash where it was.
create table replays (
  id uuid primary key,
  -- telemetry, stdout or topic:<name>
  target text not null,
  -- {venueId, types, from, to, fromSeq}: absent is null
  filter jsonb not null,
  state text not null check (state in ('running', 'done', 'stopped', 'failed')),
  -- By log partition: the seq before its first, the seq it has come to, and its last.
  starts jsonb not null,
  positions jsonb not null,
  ends jsonb not null,
  -- Events that matched, and what came of them: rows added, lines printed or records published.
  events bigint not null default 0,
  written bigint not null default 0,
  error text,
  started_by text not null,
  started_at timestamptz not null default clock_timestamp(),
  updated_at timestamptz not null default clock_timestamp()
);
create index replays_started_at on replays (started_at desc);

-- Which replay brought the row back; null: the projector wrote it.
alter table observability_events add column replay_id uuid;
