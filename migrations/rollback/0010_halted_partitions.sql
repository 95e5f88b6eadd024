-- Takes 0010 back. Stop the processes with the roles relay and alerts first: they write and read the column.
alter table relay_leases drop column halted;
delete from schema_migrations where name = '0010_halted_partitions';
