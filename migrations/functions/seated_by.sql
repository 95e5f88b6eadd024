-- The rows that a command left a booking with: those of the booking's last seating up to the version
-- in the command's outcome. So a repeat is given the same rows, whatever happened since.
create or replace function seated_by(p_command_id uuid, p_booking_id uuid)
  returns table (table_id uuid, start_at timestamptz, end_at timestamptz, merge_group_id uuid)
  language sql stable
  as $$
    select (t ->> 'tableId')::uuid, (s.seating #>> '{window,start}')::timestamptz,
           (s.seating #>> '{window,end}')::timestamptz, (s.seating ->> 'mergeGroupId')::uuid
      from commands c
     cross join lateral (
       select case e.type
                when 'TablesUnassigned' then e.data -> 'remaining'
                when 'BookingMoved' then e.data -> 'to'
                when 'BookingsSwapped' then
                  case when e.data #>> '{a,bookingId}' = p_booking_id::text then e.data #> '{a,to}'
                       else e.data #> '{b,to}' end
                else e.data
              end as seating
         from events e
        where e.venue_id = c.venue_id and e.type <> 'CommandRejected'
          and e.seq <= split_part(c.outcome ->> 'contextVersion', ':', 2)::bigint
          and e.type in ('TablesAssigned', 'TablesUnassigned', 'BookingMoved', 'BookingsSwapped',
                         'AllocationImported', 'AllocationPromoted')
          and p_booking_id::text in (e.data ->> 'bookingId', e.data #>> '{a,bookingId}', e.data #>> '{b,bookingId}')
        order by e.seq desc limit 1
     ) s
     cross join lateral jsonb_array_elements(nullif(s.seating -> 'tables', 'null')) t
     where c.command_id = p_command_id
     order by 1
  $$;
