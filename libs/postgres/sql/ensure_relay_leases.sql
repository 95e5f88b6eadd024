-- $1 number of log partitions: a lease for each, free at first.
insert into relay_leases (partition)
select generate_series(0, $1::int - 1)
on conflict (partition) do nothing
