-- $1 name, $2 seconds, $3 offsets, $4 refusal, $5 source, $6 its version, $7 by whom, $8 why.
select write_time_zone($1, $2, $3, $4, $5, $6, $7, $8) as changed
