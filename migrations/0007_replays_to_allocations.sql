-- Replays to allocations: what they found different, and that they were applied.
--
-- Rollout: before the service that uses them. Locks: adds columns with constant defaults to replays
-- and exchanges a check of it, which reads its few rows.
alter table replays
  drop constraint replays_state_check,
  add constraint replays_state_check
    check (state in ('running', 'compared', 'applied', 'done', 'stopped', 'failed')),
  -- By table: rows to add, to remove and to change, and the first few. Null: not compared.
  add column difference jsonb,
  -- Only compares, or only counts.
  add column dry_run boolean not null default false;
