-- Takes 0008 back. A replay from Kafka that is resumed afterwards reads the log.
alter table public.replays drop column source;
delete from public.schema_migrations where name = '0008_replay_source';
