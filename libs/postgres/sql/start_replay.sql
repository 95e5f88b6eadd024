-- $1 id, $2 target, $3 filter, $4 starts, $5 ends, $6 who, $7 source, $8 whether it only compares.
insert into replays (id, target, filter, state, starts, positions, ends, started_by, source, dry_run)
values ($1, $2, $3, 'running', $4, $4, $5, $6, $7, $8)
returning *
