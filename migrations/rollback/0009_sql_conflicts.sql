-- Takes 0009 back. Stop the processes with the role alerts first, and run the functions of the release before:
-- `refuse` draws from the sequence.
drop table sql_conflict_samples;
drop sequence sql_conflicts;
delete from schema_migrations where name = '0009_sql_conflicts';
