-- Takes 0003 back. Run atomic_rpcs.sql before: the functions for SQL callers read the table. The
-- service writes it again when it starts after 0003 is applied again.
drop table flag_defaults;
delete from schema_migrations where name = '0003_flag_defaults';
