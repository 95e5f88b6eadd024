-- How far each log partition was published.
select partition, cursor from relay_leases order by partition
