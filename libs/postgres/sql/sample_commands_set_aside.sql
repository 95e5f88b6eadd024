-- Commands from Kafka that were set aside within the last hour for a fault of the service.
select count(*)::float8 as value
  from observability_events
 where source = 'allocator.commands'
   and event_type = 'allocator.commands.set_aside'
   and created_at > clock_timestamp() - interval '1 hour'
