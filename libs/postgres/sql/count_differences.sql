-- $1 how many examples: the differences of each table that has any, counted, and the first few.
select "table",
       count(*) filter (where change = 'added') as added,
       count(*) filter (where change = 'removed') as removed,
       count(*) filter (where change = 'changed') as changed,
       (array_agg(change || ' ' || key order by key))[1:$1::int] as examples
  from allocator_shadow.differences
 group by "table"
 order by "table"
