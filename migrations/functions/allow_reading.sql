-- Lets allocator_reader read every table of the service, and change none. Run at every deployment, so
-- that tables of later migrations are readable too; what is granted already is left alone.
create or replace function allow_reading() returns void
  language plpgsql volatile
  as $$
declare
  v_table regclass;
begin
  if not add_role('allocator_reader') then
    return;
  end if;
  if not has_schema_privilege('allocator_reader', 'public', 'usage') then
    grant usage on schema public to allocator_reader;
  end if;
  for v_table in
    select c.oid::regclass from pg_class c
     where c.relnamespace = 'public'::regnamespace and c.relkind in ('r', 'p', 'v')
       and pg_has_role(c.relowner, 'usage') and not has_table_privilege('allocator_reader', c.oid, 'select')
  loop
    execute format('grant select on %s to allocator_reader', v_table);
  end loop;
end
$$;
select allow_reading();
