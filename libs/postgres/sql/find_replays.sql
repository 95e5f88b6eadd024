-- $1 id or null for the latest ones, $2 limit.
select *
  from replays
 where $1::uuid is null or id = $1
 order by started_at desc
 limit $2
