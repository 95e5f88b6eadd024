-- Moves the tables by one event that a SQL caller's command led to. It records and never judges: what
-- each event does is what the service's `evolve` does, so that folding the log gives the tables.
create or replace function apply_event(p_venue_id uuid, p_type text, p_data jsonb, p_command_id uuid,
                                       p_actor_id text, p_now timestamptz) returns void
  language plpgsql volatile
  as $$
declare
  v_booking_id uuid := p_data ->> 'bookingId';
begin
  case p_type
    when 'HoldConfirmed', 'HoldReleased', 'HoldExpired' then
      perform end_hold((p_data ->> 'holdId')::uuid, p_venue_id, v_booking_id,
                       lower(substr(p_type, 5)), p_now);
    when 'TablesAssigned' then
      perform record_seating(p_venue_id, v_booking_id, p_data, p_actor_id, p_now, p_command_id::text, true);
    when 'TablesUnassigned' then
      perform record_seating(p_venue_id, v_booking_id, nullif(p_data -> 'remaining', 'null'), p_actor_id,
                             p_now, p_command_id::text, true);
    when 'AllocationImported' then
      perform record_seating(p_venue_id, v_booking_id, p_data, p_data ->> 'assignedBy',
                             (p_data ->> 'assignedAt')::timestamptz, p_data ->> 'idempotencyKey', false);
    when 'ShadowConflictObserved' then
      null;
    else
      raise exception 'no SQL caller leads to %', p_type;
  end case;
end
$$;
