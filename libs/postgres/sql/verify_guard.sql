-- The exclusion constraint of allocations, unless it is there and judges every statement at once.
select 'allocations' as "table", 'allocations_resource_window_excl' as "constraint"
 where not exists (
   select from pg_constraint c
     join pg_index i on i.indexrelid = c.conindid
    where c.conrelid = 'allocations'::regclass and c.conname = 'allocations_resource_window_excl'
      and c.contype = 'x' and not c.condeferrable and i.indisvalid)
