-- What some events need to be folded, of the schema that comes first in search_path: $1 venues and
-- $2 the version of each that the asker knows, $3 bookings, $4 holds, $5 blocks. Owners come whole: a
-- booking with its tables, holds and claims; a hold and a block with their claims. Rows may repeat.
select json_build_object(
  'flags', (
    select json_agg(json_build_object('flag', f.flag, 'venueId', f.venue_id, 'value', f.value,
                                      'reason', f.reason, 'setBy', f.set_by, 'setAt', iso(f.set_at)))
      from feature_flags f where f.venue_id is null or f.venue_id = any ($1::uuid[])),
  'venues', (
    select json_agg(json_build_object(
             'venueId', known.id, 'contextSeq', 0, 'version', v.version, 'updatedAt', iso(v.updated_at),
             'configuration', case when v.version is distinct from known.version
                                   then venue_configuration(known.id) end))
      from unnest($1::uuid[], $2::integer[]) known(id, version)
      left join venues v on v.venue_id = known.id),
  'floors', json_build_object(
    'bookings', (
      select json_agg(booking_json(row(b.*)::public.bookings))
        from bookings b where b.booking_id = any ($3::uuid[])),
    'assignments', (
      select json_agg(json_build_object(
               'bookingId', t.booking_id, 'tableId', t.table_id, 'start', iso(t.start_at),
               'end', iso(t.end_at), 'assignedBy', t.assigned_by, 'assignedAt', iso(t.assigned_at),
               'idempotencyKey', t.idempotency_key, 'mergeGroupId', t.merge_group_id,
               'venueId', t.venue_id))
        from booking_table_assignments t where t.booking_id = any ($3::uuid[])),
    'holds', (
      select json_agg(hold_json(row(h.*)::public.table_holds))
        from (select * from table_holds where id = any ($4::uuid[])
              union all
              select * from table_holds where booking_id = any ($3::uuid[])) h),
    'ended', (
      select json_agg(json_build_object('venueId', e.venue_id, 'id', e.id, 'kind', e.kind,
                                        'bookingId', e.booking_id, 'how', e.how, 'endedAt', iso(e.ended_at)))
        from ended_claims e where e.id = any ($4::uuid[] || $5::uuid[])),
    'claims', (
      select json_agg(claim_json(row(a.*)::public.allocations))
        from (select * from allocations where booking_id = any ($3::uuid[])
              union all
              select * from allocations where hold_id = any ($4::uuid[])
              union all
              select * from allocations where block_id = any ($5::uuid[])) a))) as answer
