-- For how long commands of some log partition have had no answer, in seconds, as the processes told of late.
select coalesce(max(value), 0)::float8 as value
  from process_readings
 where reading = 'commands_unanswered'
   and told_at between clock_timestamp() - interval '30 seconds' and clock_timestamp() + interval '30 seconds'
