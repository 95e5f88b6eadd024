-- Takes 0015 back. Stop the service first, and run the functions of the release before.
drop table public.process_readings;
delete from public.schema_migrations where name = '0015_process_readings';
