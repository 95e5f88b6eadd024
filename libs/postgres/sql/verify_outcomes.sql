-- The first event whose command has no stored outcome, or one that does not name the event.
select e.partition, e.seq, e.event_id, e.command_id
  from events e
  left join commands c on c.command_id = e.command_id
 where c.command_id is null
    or not c.outcome -> 'events' @> jsonb_build_array(jsonb_build_object('id', e.event_id, 'seq', e.seq))
 order by e.partition, e.seq
 limit 1
