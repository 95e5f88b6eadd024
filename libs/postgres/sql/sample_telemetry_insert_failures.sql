-- $1 the telemetry projection: failed attempts of any process to store telemetry within the last five
-- minutes, and the events that have no rows because they, or one before them, could not be stored.
select (
  (select coalesce(sum(failures), 0)
     from telemetry_insert_failures
    where failed_at > clock_timestamp() - interval '5 minutes')
  + (select count(*)
       from parked_events
      where projection = $1 and dropped_at is null
        and parked_at > clock_timestamp() - interval '5 minutes')
)::float8 as value
