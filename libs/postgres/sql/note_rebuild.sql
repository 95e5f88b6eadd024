-- $1 id, $2 positions, $3 ends, $4 events: how far the fold has come. No row in answer: it was
-- stopped.
update replays
   set positions = $2, ends = $3, events = $4, updated_at = clock_timestamp()
 where id = $1 and state = 'running'
returning id
