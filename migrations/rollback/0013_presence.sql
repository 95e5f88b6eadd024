-- Takes 0013 back. Stop the service first, and run the functions of the release before.
drop index public.bookings_present;
alter table mirror.bookings drop column overstays;
alter table public.bookings drop column overstays;
delete from public.schema_migrations where name = '0013_presence';
