-- A hold as the service reads it.
create or replace function hold_json(h table_holds) returns json
  language sql stable
  as $$
    select json_build_object(
      'venueId', h.venue_id, 'holdId', h.id, 'bookingId', h.booking_id, 'tableIds', h.table_ids,
      'window', json_build_object('start', iso(h.start_at), 'end', iso(h.end_at)),
      'shadow', h.shadow, 'expiresAt', iso(h.expires_at), 'expiresAtMax', iso(h.expires_at_max),
      'createdBy', h.created_by, 'createdAt', iso(h.created_at), 'metadata', h.metadata)
  $$;
