-- $1 the telemetry projection: failed attempts of any process to store telemetry within the last five
-- minutes, and the events that have no rows because they, or one before them, could not be stored. What
-- is dated in the future was before the clock went back, and is not counted until that time has come.
select (
  (select coalesce(sum(failures), 0)
     from telemetry_insert_failures
    where failed_at between clock_timestamp() - interval '5 minutes' and clock_timestamp())
  + (select count(*)
       from parked_events
      where projection = $1 and dropped_at is null
        and parked_at between clock_timestamp() - interval '5 minutes' and clock_timestamp())
)::float8 as value
