-- $1 alerts as a JSON array: what is known of them from now on; those not named are no more.
with told as (
  insert into alerts (name, state, value, threshold, for_seconds, since, checked_at)
  select name, state, value, threshold, for_seconds, since, checked_at
    from jsonb_to_recordset($1::jsonb) as row (
      name text, state text, value float8, threshold float8, for_seconds integer,
      since timestamptz, checked_at timestamptz)
  on conflict (name) do update
     set state = excluded.state, value = excluded.value, threshold = excluded.threshold,
         for_seconds = excluded.for_seconds, since = excluded.since, checked_at = excluded.checked_at
  returning name
)
delete from alerts
 where name not in (select name from jsonb_to_recordset($1::jsonb) as row (name text))
