-- The zones that venues have and time_zones lacks.
select distinct v.time_zone as name from venues v
 where not exists (select from time_zones z where z.name = v.time_zone)
 order by 1
