-- What decisions need to see of their venues. The caller holds the venues' partition locks.
--
-- p_wanted: {bookings, holds, blocks: [uuid],
--            spans: [{venueId, tableIds|null, start, end|null}],          claims in a window
--            bookingSpans: [{venueId, bookingId, tableIds|null}],         … in the booking's window
--            demand: [{venueId, startsFrom, end}],                        unassigned bookings that start then
--            past: [{venueId, startsFrom, end}],                          who was to start then, and sat and left
--            changes: [{venueId, afterSeq}]}                              the venue's last 201 events after that
-- Owners come whole: a booking with its tables, holds and claims; a hold with its claims, its
-- booking and whatever overlaps it; a lapsed hold that is met, with its claims; and with claims from now
-- on, the guests who may sit there still (lingering_guests). Rows may repeat.
--
-- One index look-up per wanted window: the planner settings below pin it, because a plan made while
-- the tables were empty would scan them for ever after.
create or replace function read_floors(p_wanted jsonb) returns json
  language plpgsql volatile
  set enable_seqscan = off set enable_hashjoin = off set enable_mergejoin = off set jit = off
  set plan_cache_mode = force_generic_plan
  as $$
declare
  v_booking_ids uuid[];
  v_hold_ids uuid[];
  v_block_ids uuid[];
  v_met allocations[];
  v_lapsed uuid[];
  v_near uuid[];
  v_bookings json;
  v_assignments json;
  v_holds json;
  v_ended json;
  v_claims json;
  v_changes json;
begin
  select coalesce(array_agg(w::uuid), '{}') into v_hold_ids
    from jsonb_array_elements_text(p_wanted -> 'holds') w;
  select coalesce(array_agg(w::uuid), '{}') into v_block_ids
    from jsonb_array_elements_text(p_wanted -> 'blocks') w;
  select coalesce(array_agg(distinct id), '{}') into v_booking_ids
    from (select w::uuid from jsonb_array_elements_text(p_wanted -> 'bookings') w
          union all
          select h.booking_id from unnest(v_hold_ids) i(id)
           cross join lateral (select * from table_holds where id = i.id and booking_id is not null) h
         ) wanted(id);

  with wanted(venue_id, table_ids, span) as (
    select s."venueId", s."tableIds", tstzrange(s.start, s."end", '[)')
      from jsonb_to_recordset(p_wanted -> 'spans')
           s("venueId" uuid, "tableIds" uuid[], start timestamptz, "end" timestamptz)
    union all
    select s."venueId", s."tableIds", b."window"
      from jsonb_to_recordset(p_wanted -> 'bookingSpans')
           s("venueId" uuid, "bookingId" uuid, "tableIds" uuid[])
      cross join lateral (select * from bookings where booking_id = s."bookingId") b
    union all
    select h.venue_id, h.table_ids, tstzrange(h.start_at, h.end_at, '[)')
      from unnest(v_hold_ids) i(id)
      cross join lateral (select * from table_holds where id = i.id) h
  ), whole(venue_id, span) as (
    -- The windows of one batch overlap much where stays are long; merged, a claim is met once.
    select venue_id, unnest(range_agg(span)) from wanted where table_ids is null group by venue_id
  )
  select coalesce(array_agg(a), '{}'),
         -- Venues of which something is asked that begins soon and is not over.
         (select array_agg(distinct venue_id) from wanted
           where lower(span) < clock_timestamp() + interval '12 hours'
             and coalesce(upper(span) > clock_timestamp(), true))
    into v_met, v_near
    from (
      select x.a from wanted w cross join lateral unnest(w.table_ids) t(id)
       cross join lateral (
         select g from allocations g
          where g.venue_id = w.venue_id and g.resource_id = t.id and g."window" && w.span and not g.shadow
         union all
         select s from allocations s
          where s.venue_id = w.venue_id and s.resource_id = t.id and s."window" && w.span and s.shadow
       ) x(a)
      union all
      select x.a from whole w
       cross join lateral (
         select g from allocations g
          where g.venue_id = w.venue_id and g."window" && w.span and not g.shadow
         union all
         select s from allocations s
          where s.venue_id = w.venue_id and s."window" && w.span and s.shadow
       ) x(a)
    ) met(a);

  if v_near is not null then
    -- A minute more: the decision comes a moment after this.
    select v_booking_ids || coalesce(array_agg(l.id), '{}') into v_booking_ids
      from unnest(v_near) v(id)
     cross join lateral lingering_guests(v.id, clock_timestamp() + interval '1 minute') l(id);
  end if;

  select coalesce(array_agg(h.id), '{}') into v_lapsed
    from (select distinct (m).hold_id as id from unnest(v_met) m where (m).hold_id is not null) i
    cross join lateral (select * from table_holds where id = i.id and expires_at <= clock_timestamp()) h;

  select json_agg(claim_json(c)) into v_claims
    from (
      select m from unnest(v_met) m
      union all
      select x.a from unnest(v_booking_ids) i(id)
       cross join lateral (select a from allocations a where a.booking_id = i.id) x(a)
      union all
      select x.a from unnest(v_hold_ids || v_lapsed) i(id)
       cross join lateral (select a from allocations a where a.hold_id = i.id) x(a)
      union all
      select x.a from unnest(v_block_ids) i(id)
       cross join lateral (select a from allocations a where a.block_id = i.id) x(a)
    ) claims(c);

  select json_agg(hold_json(h)) into v_holds
    from (
      select x.h from unnest(v_hold_ids) i(id)
       cross join lateral (select h from table_holds h where h.id = i.id) x(h)
      union all
      select x.h from unnest(v_booking_ids) i(id)
       cross join lateral (select h from table_holds h where h.booking_id = i.id) x(h)
      union all
      select x.h from (select distinct (m).hold_id as id from unnest(v_met) m where (m).hold_id is not null) i
       cross join lateral (select h from table_holds h where h.id = i.id) x(h)
    ) holds(h);

  select json_agg(json_build_object('venueId', e.venue_id, 'id', e.id, 'kind', e.kind,
                                    'bookingId', e.booking_id, 'how', e.how, 'endedAt', iso(e.ended_at)))
    into v_ended
    from unnest(v_hold_ids || v_block_ids) i(id)
    cross join lateral (select * from ended_claims where id = i.id) e;

  select json_agg(booking_json(b)) into v_bookings
    from (
      select x.b from unnest(v_booking_ids) i(id)
       cross join lateral (select b from bookings b where b.booking_id = i.id) x(b)
      union all
      select x.b
        from (
          -- Merged as well. Which of them overlap a window, and are the first, is asked in memory.
          select venue_id, unnest(range_agg(starts))
            from (
              select d."venueId", tstzrange(d."startsFrom", d."end", '[)')
                from jsonb_to_recordset(p_wanted -> 'demand')
                     d("venueId" uuid, "end" timestamptz, "startsFrom" timestamptz)
              union all
              -- Who asks for all tables in a booking's window asks for the demand there too.
              select s."venueId", tstzrange(lower(b."window") - interval '24 hours', upper(b."window"), '[)')
                from jsonb_to_recordset(p_wanted -> 'bookingSpans')
                     s("venueId" uuid, "bookingId" uuid, "tableIds" uuid[])
                cross join lateral (select * from bookings where booking_id = s."bookingId") b
               where s."tableIds" is null
            ) wanted(venue_id, starts)
           group by venue_id
        ) d(venue_id, starts)
       cross join lateral (
         select o from bookings o
          where o.venue_id = d.venue_id and o.starts_at >= lower(d.starts) and o.starts_at < upper(d.starts)
            and o.status in ('pending', 'confirmed', 'checked_in', 'seated')
            and not exists (select from booking_table_assignments t where t.booking_id = o.booking_id)
          order by o.starts_at, o.booking_id limit 8192
       ) x(b)
      union all
      select x.b
        from jsonb_to_recordset(p_wanted -> 'past') d("venueId" uuid, "startsFrom" timestamptz, "end" timestamptz)
       cross join lateral (
         select o from bookings o
          where o.venue_id = d."venueId" and o.starts_at >= d."startsFrom" and o.starts_at < d."end"
            and o.status = 'completed' and o.released is not null and o.ended_at is not null
          order by o.starts_at, o.booking_id limit 8192
       ) x(b)
    ) bookings(b);

  select json_agg(json_build_object(
           'bookingId', t.booking_id, 'tableId', t.table_id, 'start', iso(t.start_at), 'end', iso(t.end_at),
           'assignedBy', t.assigned_by, 'assignedAt', iso(t.assigned_at),
           'idempotencyKey', t.idempotency_key, 'mergeGroupId', t.merge_group_id,
           'venueId', t.venue_id))
    into v_assignments
    from unnest(v_booking_ids) i(id)
    cross join lateral (select * from booking_table_assignments where booking_id = i.id) t;

  if jsonb_array_length(p_wanted -> 'changes') > 0 then
    select json_agg(json_build_object('venueId', w."venueId", 'afterSeq', w."afterSeq", 'events', (
             select json_agg(json_build_object(
                      'id', e.event_id, 'type', e.type, 'schemaVersion', e.schema_version, 'venueId', e.venue_id,
                      'partition', e.partition, 'seq', e.seq, 'recordedAt', iso(e.recorded_at),
                      'actor', e.metadata -> 'actor', 'commandId', e.command_id,
                      'correlationId', e.metadata -> 'correlationId', 'data', e.data))
               from (select * from events
                      where venue_id = w."venueId" and type <> 'CommandRejected' and seq > w."afterSeq"
                      order by seq desc limit 201) e)))
      into v_changes
      from jsonb_to_recordset(p_wanted -> 'changes') w("venueId" uuid, "afterSeq" bigint);
  end if;

  return json_build_object('bookings', v_bookings, 'assignments', v_assignments, 'holds', v_holds,
                           'ended', v_ended, 'claims', v_claims, 'changes', v_changes);
end
$$;
