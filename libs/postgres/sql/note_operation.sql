-- $1 event type, $2 venue or null, $3 context: what an operator did.
insert into observability_events (id, created_at, source, event_type, severity, venue_id, context)
values (gen_random_uuid(), clock_timestamp(), 'allocator.operator', $1, 'info', $2, $3)
