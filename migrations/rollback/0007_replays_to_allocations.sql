-- Undoes 0007. Replays to allocations are forgotten: what is before it knows none.
delete from replays where target = 'allocations';
alter table replays
  drop constraint replays_state_check,
  add constraint replays_state_check check (state in ('running', 'done', 'stopped', 'failed')),
  drop column difference,
  drop column dry_run;
delete from schema_migrations where name = '0007_replays_to_allocations';
