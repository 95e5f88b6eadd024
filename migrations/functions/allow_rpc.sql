-- Opens one function to allocator_rpc and closes it to everybody else. Every function for SQL callers
-- runs with its owner's rights and calls this at the end of its own file: those and no others can be
-- called by somebody who may not write the tables. Migrating closes all others.
create or replace function allow_rpc(p_function regprocedure) returns void
  language plpgsql volatile
  as $$
begin
  execute format('revoke execute on function %s from public', p_function);
  if not add_role('allocator_rpc') then
    return;
  end if;
  if not has_schema_privilege('allocator_rpc', 'public', 'usage') then
    grant usage on schema public to allocator_rpc;
  end if;
  if not has_function_privilege('allocator_rpc', p_function, 'execute') then
    execute format('grant execute on function %s to allocator_rpc', p_function);
  end if;
end
$$;
