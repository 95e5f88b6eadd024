-- Zones that venues have and about which something is wrong: see read_zone_differences.
select count(*)::integer as value
  from (select distinct v.time_zone from venues v) z
 where exists (select from time_zone_differences d
                where d.name = z.time_zone and d.found_at between now() - interval '15 minutes' and now())
    or exists (select from time_zones t where t.name = z.time_zone and t.refusal is not null)
