-- Checks, in the database at hand, that allocations are atomic: conflicts roll back cleanly, holds
-- block and lapse, keys take effect once, and windows that would slip past the exclusion are refused.
--
--   psql "$DATABASE_URL" -v ON_ERROR_STOP=1 -f migrations/checks/allocations_atomic.sql
--
-- Works on a venue and bookings of its own in one transaction that rolls back: nothing stays, nothing
-- is published. Prints one OK line per promise and stops at the first that is broken.
-- Locks: one log partition for the some hundred milliseconds that it takes; safe beside a live service.

begin;

insert into log_settings (partitions) values (32) on conflict do nothing;

create function pg_temp.id(p_name text) returns uuid language sql immutable
  as $$ select public.derived_uuid('allocations-atomic-check:' || p_name) $$;

create function pg_temp.at(p_clock text) returns timestamptz language sql immutable
  as $$ select ('2030-06-07 ' || p_clock || '+00')::timestamptz $$;

create function pg_temp.span(p_from text, p_to text) returns tstzrange language sql immutable
  as $$ select tstzrange(pg_temp.at(p_from), pg_temp.at(p_to), '[)') $$;

-- Everything of the check's venue that a failed call could have touched, as one text.
create function pg_temp.picture() returns text language sql stable
  as $$
    select md5(concat(
      (select json_agg(a order by a.id) from allocations a where a.venue_id = pg_temp.id('venue')),
      (select json_agg(t order by t.booking_id, t.table_id) from booking_table_assignments t
        where t.venue_id = pg_temp.id('venue')),
      (select json_agg(h order by h.id) from table_holds h where h.venue_id = pg_temp.id('venue')),
      (select count(*) from events e where e.venue_id = pg_temp.id('venue')),
      (select count(*) from commands c where c.venue_id = pg_temp.id('venue'))))
  $$;

create function pg_temp.assign(p_booking text, p_labels text[], p_window tstzrange) returns setof uuid language sql
  as $$
    select table_id
      from assign_tables_atomic(pg_temp.id(p_booking), (select array_agg(pg_temp.id(l)) from unnest(p_labels) l),
                                p_window)
  $$;

-- Runs a statement that must be refused with this SQLSTATE, this text in its DETAIL, and no trace.
create function pg_temp.refused(p_what text, p_state text, p_detail text, p_sql text) returns text language plpgsql
  as $$
declare
  v_before text := pg_temp.picture();
  v_detail text;
begin
  begin
    execute p_sql;
  exception when others then
    get stacked diagnostics v_detail = pg_exception_detail;
    if sqlstate <> p_state or position(p_detail in v_detail) = 0 then
      raise exception 'BROKEN: % is refused with % % (%), not % %', p_what, sqlstate, sqlerrm, v_detail,
        p_state, p_detail;
    end if;
    if pg_temp.picture() <> v_before then
      raise exception 'BROKEN: % left something behind', p_what;
    end if;
    return 'OK refused: ' || p_what;
  end;
  raise exception 'BROKEN: % is accepted', p_what;
end
$$;

create function pg_temp.holds_true(p_what text, p_true boolean) returns text language plpgsql
  as $$
begin
  if p_true is not true then
    raise exception 'BROKEN: %', p_what;
  end if;
  return 'OK ' || p_what;
end
$$;

select write_venue(jsonb_build_object(
  'venueId', pg_temp.id('venue'), 'name', 'allocations_atomic check', 'timeZone', 'UTC', 'resourceType', 'table',
  'policy', '{"outsideService": "refuse", "servicePeriods": [], "buffers": {"beforeMinutes": 0, "afterMinutes": 0},
              "hold": {"minSeconds": 30, "defaultSeconds": 180, "maxSeconds": 600}, "maxTables": 2,
              "adjacencyMode": "connected"}'::jsonb,
  'tables', (select jsonb_agg(jsonb_build_object(
               'id', pg_temp.id(label), 'label', label, 'capacity', 4, 'minParty', 1, 'maxParty', 4, 'zone', 'room',
               'mobility', 'movable', 'active', true, 'position', '{"x": 0, "y": 0, "rotation": 0}'::jsonb))
               from unnest(array['T1', 'T2', 'T3']) label),
  'adjacencies', jsonb_build_array(jsonb_build_array(pg_temp.id('T1'), pg_temp.id('T2')))), 1, clock_timestamp());

insert into feature_flags (flag, venue_id, value, reason, set_by, set_at)
select flag, pg_temp.id('venue'), true, 'check', 'check', clock_timestamp()
  from unnest(array['FEATURE_ALLOCATIONS_DUAL_WRITE', 'FEATURE_RPC_ASSIGN_ATOMIC', 'FEATURE_ALLOCATOR_MERGES_ENABLED',
                    'FEATURE_ALLOCATOR_REQUIRE_ADJACENCY']) flag;

-- The ephemeral bookings: parties of four, of seven, and one that is over.
insert into bookings (booking_id, venue_id, party_size, starts_at, ends_at, "window", status, registered_at, updated_at)
select pg_temp.id(name), pg_temp.id('venue'), size, pg_temp.at('19:00'), pg_temp.at('21:00'),
       pg_temp.span('19:00', '21:00'), status, clock_timestamp(), clock_timestamp()
  from (values ('A', 4, 'confirmed'), ('B', 4, 'confirmed'), ('large', 7, 'confirmed'), ('over', 4, 'cancelled'))
       b(name, size, status);

-- Overlaps.
select pg_temp.holds_true('a free table is assigned, guarded',
  (select count(*) = 1 and bool_and(table_id = pg_temp.id('T1') and merge_group_id is null)
     from assign_tables_atomic(pg_temp.id('A'), array[pg_temp.id('T1')], pg_temp.span('19:00', '21:00'), null,
                               'check key 1')));
select pg_temp.holds_true('it is claimed in allocations with shadow = false',
  (select count(*) = 1 and bool_and(not shadow and kind = 'assignment')
     from allocations where booking_id = pg_temp.id('A')));

select pg_temp.refused('an overlap of one minute', '23P01', pg_temp.id('A')::text,
  $$select pg_temp.assign('B', '{T1}', pg_temp.span('20:59', '22:00'))$$);
select pg_temp.refused('a short window inside a long one', '23P01', '"code":"TABLE_CONFLICT"',
  $$select pg_temp.assign('B', '{T1}', pg_temp.span('19:30', '19:40'))$$);
select pg_temp.refused('a merge of which one table is taken, whole', '23P01', pg_temp.id('A')::text,
  $$select pg_temp.assign('large', '{T2,T1}', pg_temp.span('19:00', '21:00'))$$);
select pg_temp.refused('an overlap written past the functions', '23P01', '', format(
  'insert into allocations (venue_id, resource_id, "window") values (%L, %L, %L)',
  pg_temp.id('venue'), pg_temp.id('T1'), pg_temp.span('20:00', '22:00')));
select pg_temp.holds_true('back to back is no overlap',
  (select count(*) = 1 from assign_tables_atomic_v2(pg_temp.id('B'), array[pg_temp.id('T1')],
     p_start_at => pg_temp.at('21:00'), p_end_at => pg_temp.at('23:00'))));
select pg_temp.holds_true('assigning again replaces, it does not add',
  (select count(*) = 1 from pg_temp.assign('B', '{T3}', pg_temp.span('21:00', '23:00'))));
select pg_temp.holds_true('the table that it had is free again',
  (select array_agg(resource_id) = array[pg_temp.id('T3')] from allocations where booking_id = pg_temp.id('B')));

-- Idempotency.
select pg_temp.holds_true('the same key and content gives the same rows',
  (select array_agg(table_id) = array[pg_temp.id('T1')] and min(start_at) = pg_temp.at('19:00')
     from assign_tables_atomic(pg_temp.id('A'), array[pg_temp.id('T1')], pg_temp.span('19:00', '21:00'), null,
                               'check key 1')));
select pg_temp.holds_true('and is recorded once',
  (select count(*) = 1 from events where data ->> 'bookingId' = pg_temp.id('A')::text and type = 'TablesAssigned'
          and venue_id = pg_temp.id('venue')));
select pg_temp.refused('the same key with another window', 'P0003', 'IDEMPOTENCY_MISMATCH',
  $$select assign_tables_atomic(pg_temp.id('A'), array[pg_temp.id('T1')], pg_temp.span('19:00', '21:30'), null,
                                'check key 1')$$);

-- Holds.
insert into table_holds (id, venue_id, booking_id, table_ids, start_at, end_at, expires_at, expires_at_max, created_by)
values (pg_temp.id('live'), pg_temp.id('venue'), pg_temp.id('large'), array[pg_temp.id('T2')], pg_temp.at('12:00'),
        pg_temp.at('14:00'), clock_timestamp() + interval '5 minutes', clock_timestamp() + interval '1 hour', 'check');
insert into allocations (venue_id, booking_id, resource_id, "window", kind, hold_id)
values (pg_temp.id('venue'), pg_temp.id('large'), pg_temp.id('T2'), pg_temp.span('12:00', '14:00'), 'hold',
        pg_temp.id('live'));

select pg_temp.refused('a table that somebody holds', '23P01', '"secondsLeft":',
  $$select pg_temp.assign('B', '{T2}', pg_temp.span('13:00', '15:00'))$$);
update table_holds set expires_at = clock_timestamp() where id = pg_temp.id('live');
select pg_temp.refused('a confirm of a hold that has lapsed', '23514', 'HOLD_EXPIRED',
  $$select confirm_table_hold(pg_temp.id('live'), pg_temp.id('large'))$$);
select pg_temp.holds_true('a lapsed hold, unswept, blocks nobody',
  (select count(*) = 1 from pg_temp.assign('B', '{T2}', pg_temp.span('13:00', '15:00'))));
select pg_temp.holds_true('its end is recorded first',
  not exists (select from table_holds where id = pg_temp.id('live'))
  and exists (select from events where venue_id = pg_temp.id('venue') and type = 'HoldExpired'));
select pg_temp.holds_true('releasing it again changes nothing', not release_table_hold(pg_temp.id('live')));

-- Windows that overlap nothing, or everything.
select pg_temp.refused('a window with both ends included', '22000', 'WINDOW_INVALID',
  $$select pg_temp.assign('A', '{T3}', tstzrange(pg_temp.at('12:00'), pg_temp.at('13:00'), '[]'))$$);
select pg_temp.refused('an empty window', '22000', 'WINDOW_INVALID',
  $$select pg_temp.assign('A', '{T3}', 'empty')$$);
select pg_temp.refused('a window of no length', '22000', 'WINDOW_INVALID',
  $$select pg_temp.assign('A', '{T3}', tstzrange(pg_temp.at('12:00'), pg_temp.at('12:00'), '[)'))$$);
select pg_temp.refused('no window', '22000', 'WINDOW_INVALID',
  $$select pg_temp.assign('A', '{T3}', null)$$);
select pg_temp.refused('a window without end', '22000', 'WINDOW_INVALID',
  $$select pg_temp.assign('A', '{T3}', tstzrange(pg_temp.at('12:00'), null))$$);
select pg_temp.refused('a window until infinity', '22000', 'WINDOW_INVALID',
  $$select pg_temp.assign('A', '{T3}', tstzrange(pg_temp.at('12:00'), 'infinity'))$$);
select pg_temp.refused('a reversed window', '22000', 'WINDOW_INVALID',
  $$select assign_tables_atomic_v2(pg_temp.id('A'), array[pg_temp.id('T3')], p_start_at => pg_temp.at('13:00'),
                                   p_end_at => pg_temp.at('12:00'))$$);
select pg_temp.refused(format('the window %s in the table itself', w), '23514', '', format(
  'insert into allocations (venue_id, resource_id, "window") values (%L, %L, %L)',
  pg_temp.id('venue'), pg_temp.id('T3'), w))
  from unnest(array['empty', '[2030-06-07 12:00+00,2030-06-07 12:00+00]', '[2030-06-07 12:00+00,2030-06-07 13:00+00]',
                    '[2030-06-07 12:00+00,infinity)', '(,2030-06-07 12:00+00)']) w;
select pg_temp.refused('no window in the table itself', '23502', '', format(
  'insert into allocations (venue_id, resource_id, "window") values (%L, %L, null)',
  pg_temp.id('venue'), pg_temp.id('T3')));

-- Policy, and what is not there.
select pg_temp.refused('a party larger than the table', '23514', 'CAPACITY_INSUFFICIENT',
  $$select pg_temp.assign('large', '{T3}', pg_temp.span('12:00', '13:00'))$$);
select pg_temp.refused('tables that do not stand together', '23514', 'NOT_ADJACENT',
  $$select pg_temp.assign('large', '{T2,T3}', pg_temp.span('16:00', '17:00'))$$);
select pg_temp.refused('a booking that is over', '23514', 'BOOKING_CLOSED',
  $$select pg_temp.assign('over', '{T3}', pg_temp.span('12:00', '13:00'))$$);
select pg_temp.refused('an unknown booking', 'P0002', 'BOOKING_NOT_FOUND',
  $$select pg_temp.assign('nobody', '{T3}', pg_temp.span('12:00', '13:00'))$$);
select pg_temp.refused('an unknown table', 'P0002', 'TABLE_NOT_FOUND',
  $$select pg_temp.assign('A', '{T9}', pg_temp.span('12:00', '13:00'))$$);
select pg_temp.refused('an unknown hold', 'P0002', 'HOLD_NOT_FOUND',
  $$select release_table_hold(pg_temp.id('nobody'))$$);

-- Giving up.
select pg_temp.holds_true('unassigning frees the table',
  (select array_agg(table_id) = array[pg_temp.id('T1')]
     from unassign_tables_atomic(pg_temp.id('A'), array[pg_temp.id('T1')])));
select pg_temp.holds_true('no claim of it is left',
  not exists (select from allocations where booking_id = pg_temp.id('A')));
select pg_temp.holds_true('neighbours are merged under one group',
  (select count(*) = 2 and count(distinct merge_group_id) = 1
     from assign_tables_atomic(pg_temp.id('large'), array[pg_temp.id('T1'), pg_temp.id('T2')],
                               pg_temp.span('19:00', '21:00'))));

-- The log of all this.
select pg_temp.holds_true('the events are chained and dense',
  (select bool_and(prev_hash = before_hash and seq = before_seq + 1)
     from (select seq, prev_hash, venue_id, lag(hash) over w as before_hash, lag(seq) over w as before_seq
             from events where partition = log_partition_of(pg_temp.id('venue')) window w as (order by seq)) e
    where venue_id = pg_temp.id('venue') and before_seq is not null));

rollback;

select 'OK nothing stays'
 where not exists (select from events where venue_id = derived_uuid('allocations-atomic-check:venue'))
   and not exists (select from bookings where venue_id = derived_uuid('allocations-atomic-check:venue'));
