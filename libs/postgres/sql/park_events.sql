-- $1 projection, $2 events as a JSON array: they wait, each with the error that stopped it or none.
insert into parked_events (projection, partition, seq, venue_id, event_id, type, error)
select $1, partition, seq, venue_id, event_id, type, error
  from jsonb_to_recordset($2::jsonb) as row (
    partition integer, seq bigint, venue_id uuid, event_id uuid, type text, error text)
