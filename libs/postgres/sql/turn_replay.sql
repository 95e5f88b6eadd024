-- $1 id, $2 the states it may be in, $3 the state it comes to, $4 error or null.
update replays
   set state = $3, error = $4, updated_at = clock_timestamp()
 where id = $1 and state = any ($2::text[])
returning *
