-- Ends a hold: its row and claims go, and how it ended is kept for late and repeated commands.
create or replace function end_hold(p_hold_id uuid, p_venue_id uuid, p_booking_id uuid, p_how text,
                                    p_now timestamptz) returns void
  language plpgsql volatile
  as $$
begin
  delete from allocations where hold_id = p_hold_id;
  delete from table_holds where id = p_hold_id;
  insert into ended_claims (id, venue_id, kind, booking_id, how, ended_at)
  values (p_hold_id, p_venue_id, 'hold', p_booking_id, p_how, p_now);
end
$$;
