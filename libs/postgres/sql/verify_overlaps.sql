-- Two guarded claims on one resource at one time: there are none, or the constraint is gone.
select a.venue_id, a.resource_id, a.id as a, b.id as b, a."window"::text as a_window, b."window"::text as b_window
  from allocations a
  join allocations b
    on b.venue_id = a.venue_id and b.resource_id = a.resource_id and b."window" && a."window"
   and not b.shadow and a.id < b.id
 where not a.shadow
 order by a.venue_id, a.resource_id, lower(a."window")
 limit 1
