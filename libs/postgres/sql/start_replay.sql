-- $1 id, $2 target, $3 filter, $4 starts, $5 ends, $6 who.
insert into replays (id, target, filter, state, starts, positions, ends, started_by)
values ($1, $2, $3, 'running', $4, $4, $5, $6)
returning *
