-- How many events of each type a replay would deliver: as read_replay_page, over whole partitions.
-- $1 partitions with, in pairs, $2 the seqs before their first and $3 their last, $4 venue or null,
-- $5 types or null, $6/$7 recorded in [from, to) or null, $8 a projection as in read_replay_page.
select e.type, count(*) as events
  from unnest($1::integer[], $2::bigint[], $3::bigint[]) as span (partition, start, last)
  join events e on e.partition = span.partition and e.seq > span.start and e.seq <= span.last
 where ($4::uuid is null or e.venue_id = $4)
   and ($5::text[] is null or e.type = any ($5))
   and ($6::timestamptz is null or e.recorded_at >= $6)
   and ($7::timestamptz is null or e.recorded_at < $7)
   and not exists (select from parked_events p
                    where p.projection = $8 and p.partition = e.partition and p.seq = e.seq)
 group by e.type
 order by e.type
