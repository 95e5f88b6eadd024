-- A claim as the service reads it. A window written past the service may end between two
-- milliseconds; it is read as ending at the later one, so that nothing overlaps it unnoticed.
create or replace function claim_json(a allocations) returns json
  language sql stable
  as $$
    select json_build_object(
      'venueId', a.venue_id, 'id', a.id, 'tableId', a.resource_id, 'kind', a.kind,
      'start', iso(lower(a."window")), 'end', iso(upper(a."window") + interval '999 microseconds'), 'bookingId', a.booking_id,
      'holdId', a.hold_id, 'blockId', a.block_id, 'shadow', a.shadow, 'reason', a.reason,
      'createdBy', a.created_by, 'createdAt', iso(a.created_at))
  $$;
