-- What is wrong about the zones that venues have: sides that show something else, as was looked at within a
-- quarter of an hour, and names that no further venue may have.
select d.name, d.side, iso(d.first_at) as "firstAt", null as refusal
  from time_zone_differences d
 where d.found_at between now() - interval '15 minutes' and now() and exists (select from venues v where v.time_zone = d.name)
union all
select z.name, null, null, z.refusal
  from time_zones z
 where z.refusal is not null and exists (select from venues v where v.time_zone = z.name)
 order by name, side nulls first
