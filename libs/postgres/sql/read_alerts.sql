-- Every alert as it was found last, and the clock that says how long ago that was.
select clock.now, alerts.name, state, value, threshold, for_seconds, since, checked_at
  from (select clock_timestamp() as now) as clock
  left join alerts on true
