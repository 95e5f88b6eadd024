-- The rows that a command left a booking with, for its repetition: the same rows, whatever happened
-- since. They are in the event that it led to. One that found the booking seated so already led to
-- none; then the booking's last seating before it is looked for, back through the venue's events.
create or replace function seated_by(p_command_id uuid, p_booking_id uuid)
  returns table (table_id uuid, start_at timestamptz, end_at timestamptz, merge_group_id uuid)
  language plpgsql stable
  as $$
declare
  v_command commands;
  v_seating jsonb;
begin
  select c.* into v_command from commands c where c.command_id = p_command_id;
  select e.data into v_seating
    from jsonb_to_recordset(v_command.outcome -> 'events') r(partition integer, seq bigint, type text)
   cross join lateral (select * from events where partition = r.partition and seq = r.seq) e
   where r.type = 'TablesAssigned';
  if not found then
    select case e.type
             when 'TablesUnassigned' then e.data -> 'remaining'
             when 'BookingMoved' then e.data -> 'to'
             when 'BookingsSwapped' then
               case when e.data #>> '{a,bookingId}' = p_booking_id::text then e.data #> '{a,to}'
                    else e.data #> '{b,to}' end
             else e.data
           end
      into v_seating
      from events e
     where e.venue_id = v_command.venue_id and e.type <> 'CommandRejected'
       and e.seq <= split_part(v_command.outcome ->> 'contextVersion', ':', 2)::bigint
       and e.type in ('TablesAssigned', 'TablesUnassigned', 'BookingMoved', 'BookingsSwapped',
                      'AllocationImported', 'AllocationPromoted')
       and p_booking_id::text in (e.data ->> 'bookingId', e.data #>> '{a,bookingId}', e.data #>> '{b,bookingId}')
     order by e.seq desc limit 1;
  end if;
  return query
    select (t ->> 'tableId')::uuid as id, (v_seating #>> '{window,start}')::timestamptz,
           (v_seating #>> '{window,end}')::timestamptz, (v_seating ->> 'mergeGroupId')::uuid
      from jsonb_array_elements(v_seating -> 'tables') t
     order by id;
end
$$;
