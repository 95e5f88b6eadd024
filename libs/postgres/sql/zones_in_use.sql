-- The zones that venues have, with the clocks that decide, and PostgreSQL's own data of now: null where it has none.
select z.name, z.refusal, z.source, z.source_version as "sourceVersion", z.from_seconds as "fromSeconds",
       z.offset_seconds as "offsetSeconds", d.from_seconds as "postgresFrom", d.offset_seconds as "postgresOffsets"
  from time_zones z
  left join lateral zone_data(z.name) d on true
 where exists (select from venues v where v.time_zone = z.name)
 order by z.name
