-- Makes sure of a role that SQL callers are given, and tells whether it is there. Roles belong to the
-- whole cluster: another database's migration may be making the same one now. Where the migrating
-- user may not create roles this notes it and goes on; an administrator creates the role and the
-- next migration grants. Named so that its file runs before those of allow_reading and allow_rpc.
create or replace function add_role(p_role name) returns boolean
  language plpgsql volatile
  as $$
begin
  if exists (select from pg_roles where rolname = p_role) then
    return true;
  end if;
  execute format('create role %I nologin', p_role);
  return true;
exception
  when duplicate_object or unique_violation then
    return true;
  when insufficient_privilege then
    raise notice 'role % is not granted anything: % may not create it', p_role, current_user;
    return false;
end
$$;
