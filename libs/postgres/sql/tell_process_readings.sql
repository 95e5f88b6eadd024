-- $1 process, $2 readings as a JSON object of numbers: what the process reads now. Forgets what processes told
-- that have been silent for an hour.
with silent as (
  delete from process_readings where told_at < clock_timestamp() - interval '1 hour'
)
insert into process_readings (process, reading, value, told_at)
select $1, key, value::float8, clock_timestamp()
  from jsonb_each_text($2::jsonb)
    on conflict (process, reading) do update set value = excluded.value, told_at = excluded.told_at
