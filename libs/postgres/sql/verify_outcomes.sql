-- The first event that its command's stored outcome does not tell as it was, and what is wrong there.
-- $1 {event type: [command type]}: what an event may come from, as far as the event tells; of
-- TablesAssigned by method. Whole tables are hashed, not probed event by event in order of the log.
with told as (
  select e.partition, e.seq, e.event_id, e.command_id,
         case
           when c.command_id is null then 'there is none'
           when (c.outcome -> 'events' @> jsonb_build_array(jsonb_build_object(
                  'id', e.event_id, 'type', e.type, 'partition', e.partition, 'seq', e.seq))) is not true
             then 'it does not name the event'
           when c.venue_id <> e.venue_id then 'its venue is another'
           when c.recorded_at <> e.recorded_at then 'it was recorded at another time'
           when e.type = 'CommandRejected' then
             case
               when c.outcome ->> 'status' is distinct from 'rejected' then 'its status is not rejected'
               when c.outcome -> 'rejection' is distinct from e.data -> 'rejection' then 'its rejection is another'
               when c.type is distinct from e.data ->> 'commandType' then 'its command is of another type'
             end
           when c.outcome ->> 'status' is distinct from 'accepted' then 'its status is not accepted'
           when c.outcome ->> 'contextVersion'
                is distinct from e.partition || ':' || (c.outcome #>> '{events,-1,seq}')
             then 'its contextVersion is not its last event'
           when not $1::jsonb -> concat_ws(' ', e.type,
                  case e.type when 'TablesAssigned' then e.data ->> 'method' end) ? c.type
             then 'its command is of another type'
         end as wrong
    from events e
    left join commands c on c.command_id = e.command_id
), found as materialized (
  select * from told where wrong is not null
)
select * from found order by partition, seq limit 1
