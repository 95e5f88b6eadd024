-- Takes 0006 back. Stop the processes with the role alerts first; what fires is forgotten.
drop index parked_events_parked_at;
drop table telemetry_insert_failures;
drop table alerts;
delete from schema_migrations where name = '0006_alerts';
