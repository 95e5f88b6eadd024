-- $1 projection, $2 partition, $3 seq, $4 error: why the event still waits.
update parked_events set error = $4 where projection = $1 and partition = $2 and seq = $3
