-- How many venues wait, each projection counted on its own.
select count(*)::float8 as value
  from (select distinct projection, venue_id from parked_events where dropped_at is null) as parked
