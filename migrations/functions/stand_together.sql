-- Whether tables may be joined. `connected`: they form ONE group by edges among themselves ("each has
-- a neighbour" would accept two separate pairs); `pairwise`: each is next to every other.
create or replace function stand_together(p_venue_id uuid, p_table_ids uuid[], p_mode text) returns boolean
  language sql stable
  as $$
    with recursive edges(a, b) as (
      select table_a, table_b from table_adjacencies
       where venue_id = p_venue_id and table_a = any (p_table_ids) and table_b = any (p_table_ids)
         and table_a <> table_b
      union
      select table_b, table_a from table_adjacencies
       where venue_id = p_venue_id and table_a = any (p_table_ids) and table_b = any (p_table_ids)
         and table_a <> table_b
    ), reached(id) as (
      select p_table_ids[1]
      union
      select e.b from reached r join edges e on e.a = r.id
    )
    select case p_mode
      when 'connected' then (select count(*) from reached) = cardinality(p_table_ids)
      when 'pairwise' then (select count(*) from edges) = cardinality(p_table_ids) * (cardinality(p_table_ids) - 1)
      else true
    end
  $$;
