-- Where a replay reads the events: from the log, or from the topic that carries it. A replay that is
-- resumed goes on reading there.
--
-- Rollout: before the service that uses it. Locks: adds a column with a constant default to replays,
-- which is locked for a moment and not rewritten.
alter table replays
  add column source text not null default 'postgres' check (source in ('postgres', 'kafka'));
