-- $1 context: a command from Kafka that was set aside for a fault of the service.
insert into observability_events (id, created_at, source, event_type, severity, context)
values (gen_random_uuid(), clock_timestamp(), 'allocator.commands', 'allocator.commands.set_aside', 'error', $1)
