-- $1 rows as a JSON array, $2 replay: those that are missing come back, marked. Ids follow from the
-- events, so a row that is there already is this row.
insert into observability_events
  (id, created_at, source, event_type, severity, venue_id, booking_id, context, event_id, replay_id)
select id, created_at, source, event_type, severity, venue_id, booking_id, context, event_id, $2
  from jsonb_to_recordset($1::jsonb) as row (
    id uuid, created_at timestamptz, source text, event_type text, severity text,
    venue_id uuid, booking_id uuid, context jsonb, event_id uuid)
on conflict (id) do nothing
