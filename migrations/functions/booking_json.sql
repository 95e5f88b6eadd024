-- A booking as the service reads it, without its tables.
create or replace function booking_json(b bookings) returns json
  language sql stable
  as $$
    select json_build_object(
      'venueId', b.venue_id, 'bookingId', b.booking_id, 'partySize', b.party_size,
      'startsAt', iso(b.starts_at), 'endsAt', iso(b.ends_at),
      'window', json_build_object('start', iso(lower(b."window")), 'end', iso(upper(b."window"))),
      'status', b.status, 'zone', b.zone, 'pinnedTableIds', b.pinned_table_ids,
      'pinReason', b.pin_reason, 'released', b.released, 'metadata', b.metadata,
      'sent', b.sent, 'endedAt', iso(b.ended_at), 'overstays', b.overstays,
      'registeredAt', iso(b.registered_at), 'updatedAt', iso(b.updated_at))
  $$;
