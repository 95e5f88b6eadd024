-- $1 process, $2 failures as a JSON array of {ageMs, failures, error}: adds them to what the alert
-- counts, and forgets what is long past.
with past as (
  delete from telemetry_insert_failures where failed_at < clock_timestamp() - interval '1 hour'
)
insert into telemetry_insert_failures (failed_at, failures, process, error)
select clock_timestamp() - "ageMs" * interval '1 millisecond', failures, $1, error
  from jsonb_to_recordset($2::jsonb) as row ("ageMs" float8, failures integer, error text)
