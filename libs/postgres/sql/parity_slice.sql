-- $1 after this id, $2 how many rows: the last id of the next slice; null: it reaches to the end.
select least((select id from public.allocations where id > $1 order by id offset $2::bigint - 1 limit 1),
             (select id from mirror.allocations where id > $1 order by id offset $2::bigint - 1 limit 1)) as until
