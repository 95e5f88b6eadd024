-- $1 id, $2 partition, $3 expected seq, $4 next seq, $5 events matched: compare and set. No row in
-- answer: the replay was stopped, or another process runs it.
update replays
   set positions = positions || jsonb_build_object($2::text, $4::bigint),
       events = events + $5::bigint,
       updated_at = clock_timestamp()
 where id = $1 and state = 'running' and (positions ->> $2::text)::bigint = $3::bigint
returning id
