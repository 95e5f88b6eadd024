-- $1 partition, $2 seq, $3 hash, $4 events: up to where it is folded into the shadow now.
insert into allocator_shadow.folded (partition, seq, hash, events)
values ($1, $2, $3, $4)
    on conflict (partition)
    do update set seq = excluded.seq, hash = excluded.hash, events = excluded.events
