-- $1 projection, $2 partition: what the projection has parked or dropped there.
select seq from parked_events where projection = $1 and partition = $2
