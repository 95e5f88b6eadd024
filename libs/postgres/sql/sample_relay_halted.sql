-- How many log partitions cannot be published any further until somebody helps.
select count(*)::float8 as value from relay_leases where halted is not null
