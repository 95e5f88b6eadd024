-- A place to build the tables that the log folds into, beside the live ones: columns as there, no
-- exclusion, no checks and no triggers, because the shadow records and never judges; only what the
-- fold looks up is indexed. Not worth logging: a crash of the server empties all of it, `rebuild`
-- included, so that nobody takes empty tables for what the log says.
drop schema if exists allocator_shadow cascade;
create schema allocator_shadow;
create unlogged table allocator_shadow.allocations
  (like public.allocations including defaults, primary key (id));
create index on allocator_shadow.allocations (booking_id) where booking_id is not null;
create index on allocator_shadow.allocations (hold_id) where hold_id is not null;
create index on allocator_shadow.allocations (block_id) where block_id is not null;
create unlogged table allocator_shadow.booking_table_assignments
  (like public.booking_table_assignments including defaults, primary key (booking_id, table_id));
create unlogged table allocator_shadow.table_holds
  (like public.table_holds including defaults, primary key (id));
create index on allocator_shadow.table_holds (booking_id) where booking_id is not null;
create unlogged table allocator_shadow.ended_claims
  (like public.ended_claims including defaults, primary key (id));
create unlogged table allocator_shadow.bookings
  (like public.bookings including defaults, primary key (booking_id));
create unlogged table allocator_shadow.venues
  (like public.venues including defaults, primary key (venue_id));
create unlogged table allocator_shadow.tables
  (like public.tables including defaults, primary key (venue_id, id));
create unlogged table allocator_shadow.table_adjacencies
  (like public.table_adjacencies including defaults, primary key (venue_id, ordinal));
create unlogged table allocator_shadow.feature_flags
  (like public.feature_flags including defaults, unique nulls not distinct (flag, venue_id));
-- How the rows of each table are told apart.
create unlogged table allocator_shadow.keys ("table" text primary key, columns text[] not null);
insert into allocator_shadow.keys values
  ('allocations', '{id}'),
  ('booking_table_assignments', '{booking_id,table_id}'),
  ('table_holds', '{id}'),
  ('ended_claims', '{id}'),
  ('bookings', '{booking_id}'),
  ('venues', '{venue_id}'),
  ('tables', '{venue_id,id}'),
  ('table_adjacencies', '{venue_id,ordinal}'),
  ('feature_flags', '{flag,venue_id}');
-- Up to where each log partition is folded into the rows above.
create unlogged table allocator_shadow.folded (
  partition integer primary key,
  seq bigint not null,
  hash text not null,
  events bigint not null
);
-- One row: whose shadow this is, and of which venue; null: of all.
create unlogged table allocator_shadow.rebuild (
  only_row boolean primary key default true check (only_row),
  replay_id uuid,
  venue_id uuid
);
-- Of the live tables from the shadow, as the last comparison found it.
create unlogged table allocator_shadow.differences (
  "table" text not null,
  key text not null,
  change text not null check (change in ('added', 'removed', 'changed')),
  primary key ("table", key)
);

-- The columns that tell the rows of a table apart as one text, of the rows called p_alias.
create function allocator_shadow.key_of(p_table text, p_alias text) returns text
language sql stable as $$
  select format('concat_ws('' '', %s)', string_agg(format('%I.%I', p_alias, name), ', ' order by at))
    from allocator_shadow.keys, unnest(columns) with ordinality as c(name, at)
   where "table" = p_table
$$;

-- The first of them, which is never null.
create function allocator_shadow.key_column(p_table text) returns text
language sql stable as $$
  select columns[1] from allocator_shadow.keys where "table" = p_table
$$;

-- Finds every row that the live tables (l) lack, have too many, or have otherwise than the shadow (s),
-- of one venue or of all.
create function allocator_shadow.compare(p_venue_id uuid) returns void
language plpgsql as $$
declare
  v_table text;
  v_live text;
begin
  truncate allocator_shadow.differences;
  for v_table in select "table" from allocator_shadow.keys loop
    v_live := format('public.%I', v_table);
    if p_venue_id is not null then
      -- What is for all venues is the pseudo venue's.
      v_live := format('(select * from %s where coalesce(venue_id, %L) = %L)',
                       v_live, '00000000-0000-0000-0000-000000000000', p_venue_id);
    end if;
    execute format($sql$
      insert into allocator_shadow.differences ("table", key, change)
      select %1$L, case when s.%2$I is null then %4$s else %3$s end,
             case when l.%2$I is null then 'added' when s.%2$I is null then 'removed' else 'changed' end
        from allocator_shadow.%1$I s
        full join %5$s l on %4$s = %3$s
       where row(s.*) is distinct from row(l.*)
    $sql$, v_table, allocator_shadow.key_column(v_table), allocator_shadow.key_of(v_table, 's'),
           allocator_shadow.key_of(v_table, 'l'), v_live);
  end loop;
end
$$;

-- Makes the live tables (l) what the shadow (s) is, row by row, where the comparison found a
-- difference. What is too much goes before what is missing comes, because that may take its place.
create function allocator_shadow.repair() returns void
language plpgsql as $$
declare
  v_table text;
begin
  for v_table in select "table" from allocator_shadow.keys loop
    execute format($sql$
      delete from public.%1$I l
       using allocator_shadow.differences d
       where d."table" = %1$L and d.change in ('removed', 'changed') and d.key = %2$s
    $sql$, v_table, allocator_shadow.key_of(v_table, 'l'));
  end loop;
  for v_table in select "table" from allocator_shadow.keys loop
    execute format($sql$
      insert into public.%1$I
      select s.*
        from allocator_shadow.%1$I s
        join allocator_shadow.differences d
          on d."table" = %1$L and d.change in ('added', 'changed') and d.key = %2$s
    $sql$, v_table, allocator_shadow.key_of(v_table, 's'));
  end loop;
end
$$;
