-- What the service's environment says of each flag, written by the service at every start: the SQL
-- functions obey the same flags and cannot read an environment. Overrides stay in feature_flags.
-- Processes should agree; where they do not, the one that started last is believed here.
--
-- Rollout: before the service that writes it. Locks: creates only.

create table flag_defaults (
  flag text primary key,
  value boolean not null,
  set_at timestamptz not null default clock_timestamp()
);
