-- Takes 0004 back. Resume or drop what is parked before: an event parked here is skipped for good.
-- Stop projectors and replays first.
alter table observability_events drop column replay_id;
drop table replays;
drop table parked_events;
delete from schema_migrations where name = '0004_parking_and_replays';
