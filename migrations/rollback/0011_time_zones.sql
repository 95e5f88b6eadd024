-- Takes 0011 back. Run the functions of the release before first: is_in_service reads the tables. What an
-- operator decided about the zones (time_zone_changes) is forgotten.
drop table calendar;
drop table time_zone_differences;
drop table time_zone_changes;
drop table time_zones;
delete from schema_migrations where name = '0011_time_zones';
