-- $1 id, $2 event type, $3 severity, $4 context: an alert began to fire, or ceased. Telling it twice
-- tells it once.
insert into observability_events (id, created_at, source, event_type, severity, context)
values ($1, clock_timestamp(), 'allocator.alerts', $2, $3, $4)
on conflict (id) do nothing
