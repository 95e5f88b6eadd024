-- What the alerts watch and what is known of each, so that every process answers the same and a
-- restart forgets nothing; and the telemetry that could not be stored, which one of them counts.
--
-- Rollout: before the service that evaluates them. Locks: creates only.

create table alerts (
  name text primary key,
  state text not null check (state in ('ok', 'pending', 'firing', 'unknown')),
  -- Null: it could not be measured.
  value double precision,
  -- The limits it was judged by.
  threshold double precision not null,
  for_seconds integer not null,
  -- Since when the value is above the threshold.
  since timestamptz,
  checked_at timestamptz not null
);

-- Failed attempts to write rows of observability_events. Kept for an hour or so.
create table telemetry_insert_failures (
  id bigint generated always as identity primary key,
  failed_at timestamptz not null,
  failures integer not null check (failures > 0),
  process text not null,
  error text not null
);
create index telemetry_insert_failures_failed_at on telemetry_insert_failures (failed_at);
-- What telemetry could not take within the last minutes is counted, too.
create index parked_events_parked_at on parked_events (parked_at);
