-- $1 id, $2 the state it is in and $3 comes to, $4 what was found different, $5 rows repaired.
update replays
   set state = $3, difference = $4, written = $5, updated_at = clock_timestamp()
 where id = $1 and state = $2
returning *
