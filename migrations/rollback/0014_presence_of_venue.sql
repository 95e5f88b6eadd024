-- Takes 0014 back. Stop the service first, and run the functions of the release before.
drop index public.bookings_present_of_venue;
delete from public.schema_migrations where name = '0014_presence_of_venue';
