-- $1 names: the functions of these names that everybody may call, as new ones are. Not those behind an
-- operator: whoever may use it calls them.
select format('%I.%I(%s)', 'public', p.proname, pg_get_function_identity_arguments(p.oid)) as function
  from pg_proc p
 where p.pronamespace = 'public'::regnamespace and p.proname = any ($1::text[])
   and has_function_privilege('public', p.oid, 'execute')
   and not exists (select from pg_operator o where o.oprcode = p.oid)
