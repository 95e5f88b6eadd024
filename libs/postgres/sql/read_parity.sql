-- What the comparison of the mirror has found so far.
select p.passed_from, p.passed_to, clock_timestamp() as now,
       d.decided as differences, d.undecided_since, first.row as first
  from mirror.parity p
 cross join (
   select count(*) filter (where decided) as decided, min(found_at) filter (where not decided) as undecided_since
     from mirror.differences
 ) d
  left join lateral (
    select json_build_object('id', id, 'venueId', venue_id, 'change', change, 'foundAt', iso(found_at)) as row
      from mirror.differences where decided order by found_at, id limit 1
  ) first on true
