-- What each process reads of itself, such as for how long commands have had no answer: an alert is about all
-- processes, and whoever evaluates it is one of them.
--
-- Rollout: before the service that tells them; the release before ignores it. Locks: none that anybody waits for.

create table process_readings (
  process text not null,
  reading text not null,
  value double precision not null,
  told_at timestamptz not null default clock_timestamp(),
  primary key (process, reading)
);
