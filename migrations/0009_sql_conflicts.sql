-- What the functions for SQL callers refuse they raise, so that it rolls back. A sequence alone keeps what
-- such a transaction did: `refuse` draws a number from this one for every conflict, and the alert about
-- conflicts keeps what it stood at.
--
-- Rollout: before the service that evaluates alerts; nothing else reads them. Locks: creates only.

create sequence sql_conflicts minvalue 0;
-- So that last_value is how many were drawn.
select setval('sql_conflicts', 0);

-- Where the sequence stood, for two minutes. Unlogged: a server that crashed may go on up to 32 numbers
-- later, which were no conflicts, and has forgotten where it stood.
create unlogged table sql_conflict_samples (
  sampled_at timestamptz not null,
  conflicts bigint not null
);
