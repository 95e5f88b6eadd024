-- Takes 0002 back. The log stays; telemetry rows, cursors and checkpoints go. A relay that starts
-- after 0002 is applied again finds in the topic what was published. Stop relays and projectors
-- first.
drop table observability_events;
drop table projection_checkpoints;
drop table relay_leases;
drop table relay_members;
delete from schema_migrations where name = '0002_relay_and_projections';
