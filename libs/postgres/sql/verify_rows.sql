-- $1 venue: every row that the log accounts for, by table and key, as `verify` folds it.
select 'allocations' as "table", a.id::text as key, jsonb_build_object(
         'resourceType', a.resource_type, 'tableId', a.resource_id, 'start', iso(lower(a."window")),
         'end', iso(upper(a."window")), 'kind', a.kind, 'bookingId', a.booking_id, 'holdId', a.hold_id,
         'blockId', a.block_id, 'reason', a.reason, 'shadow', a.shadow, 'isMaintenance', a.is_maintenance,
         'createdBy', a.created_by, 'createdAt', iso(a.created_at)) as "row"
  from allocations a where a.venue_id = $1
union all
select 'booking_table_assignments', t.booking_id || ' ' || t.table_id, jsonb_build_object(
         'start', iso(t.start_at), 'end', iso(t.end_at), 'assignedBy', t.assigned_by,
         'assignedAt', iso(t.assigned_at), 'idempotencyKey', t.idempotency_key,
         'mergeGroupId', t.merge_group_id)
  from booking_table_assignments t where t.venue_id = $1
union all
select 'table_holds', h.id::text, to_jsonb(hold_json(h)) - 'venueId'
  from table_holds h where h.venue_id = $1
union all
select 'bookings', b.booking_id::text, to_jsonb(booking_json(b)) - 'venueId'
  from bookings b where b.venue_id = $1
union all
select 'ended_claims', e.id::text, jsonb_build_object(
         'kind', e.kind, 'bookingId', e.booking_id, 'how', e.how, 'endedAt', iso(e.ended_at))
  from ended_claims e where e.venue_id = $1
union all
select 'venues', v.venue_id::text, jsonb_build_object(
         'version', v.version, 'updatedAt', iso(v.updated_at),
         'configuration', venue_configuration(v.venue_id))
  from venues v where v.venue_id = $1
union all
select 'feature_flags', f.flag, jsonb_build_object(
         'value', f.value, 'reason', f.reason, 'setBy', f.set_by, 'setAt', iso(f.set_at))
  from feature_flags f
 where coalesce(f.venue_id, '00000000-0000-0000-0000-000000000000') = $1
