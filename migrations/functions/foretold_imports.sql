-- The rows that unaccounted_rows finds, as importing them now would judge them: fault is there also for a row
-- whose booking cannot be imported (import_obstacle), and repeated for one that says the same as another.
-- Takes no lock: what is recorded meanwhile may change what an import finds.
create or replace function foretold_imports(p_source regclass default 'booking_table_assignments')
  returns table (venue_id uuid, booking_id uuid, table_id uuid, start_at timestamptz, end_at timestamptz,
                 fault jsonb, repeated boolean)
  language sql stable
  as $$
    with pending as materialized (
      select * from unaccounted_rows(p_source)
    ), judged as materialized (
      select p.venue_id, p.booking_id,
             import_obstacle(p.venue_id, p.booking_id,
                             jsonb_agg(jsonb_build_object('tableId', p.table_id, 'start', iso(p.start_at),
                                                          'end', iso(p.end_at)))) as obstacle
        from pending p where p.fault is null group by p.venue_id, p.booking_id
    )
    select p.venue_id, p.booking_id, p.table_id, p.start_at, p.end_at, coalesce(p.fault, j.obstacle),
           row_number() over (partition by p.venue_id, p.booking_id, p.table_id, p.fault is null) > 1
           and coalesce(p.fault, j.obstacle) is null
      from pending p
      left join judged j on p.fault is null and j.venue_id = p.venue_id and j.booking_id = p.booking_id
  $$;
