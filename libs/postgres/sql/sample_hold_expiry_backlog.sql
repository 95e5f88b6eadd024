-- How many holds are past their time and still there; from 10,000 on there may be more.
select count(*)::float8 as value
  from (select from table_holds where expires_at < clock_timestamp() limit 10000) as hold
