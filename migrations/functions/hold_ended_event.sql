-- The event that ends a live or lapsed hold, as a list of one; none when there is no such hold.
-- p_more: what the type adds, such as a reason.
create or replace function hold_ended_event(p_type text, p_hold_id uuid, p_more jsonb default '{}') returns jsonb
  language sql stable
  as $$
    select coalesce(jsonb_agg(jsonb_build_object('type', p_type, 'data', jsonb_build_object(
             'holdId', h.id, 'bookingId', h.booking_id, 'tables', table_refs(h.venue_id, h.table_ids),
             'window', window_json(tstzrange(h.start_at, h.end_at, '[)')))
             || case p_type when 'HoldExpired' then jsonb_build_object('expiresAt', iso(h.expires_at)) else '{}' end
             || p_more)), '[]')
      from table_holds h where h.id = p_hold_id
  $$;
