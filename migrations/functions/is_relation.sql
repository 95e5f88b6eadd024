-- Whether a relation is the one of this name; and an operator for it, so that the query that people on
-- call have known since the system before this one works as typed:
--
--   select * from pg_locks where relation::regclass = 'booking_table_assignments';
--
-- PostgreSQL alone reads the name as an oid there and refuses it. Comparisons of an oid with a regclass
-- mean what they always meant: for them the built-in operator is the better match.
create or replace function is_relation(p_relation regclass, p_other regclass) returns boolean
  language sql immutable strict parallel safe
  as $$ select p_relation::oid = p_other::oid $$;

do $$
begin
  if to_regoperator('public.=(regclass,regclass)') is null then
    create operator public.= (leftarg = regclass, rightarg = regclass, function = is_relation,
                              commutator = operator(public.=));
  end if;
end
$$;
