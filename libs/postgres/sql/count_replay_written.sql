-- $1 id, $2 how many more rows, lines or records.
update replays set written = written + $2::bigint where id = $1
