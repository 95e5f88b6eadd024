-- Takes 0001 back: EVERYTHING GOES, the log of record included. Only for a database that is to be
-- given up or restored from a backup. Stop every process first; take 0003 and 0002 back before this.
-- Functions that name one of these tables in their signature go with it; migrating creates them anew.
drop table events, commands, allocations, booking_table_assignments, table_holds, ended_claims, bookings,
           venues, tables, table_adjacencies, feature_flags, log_settings cascade;
delete from schema_migrations where name = '0001_log_and_floor';
