-- $1 number of log partitions: how far the relay and every projection are behind the log, and since
-- when the oldest event that one of them has not read is waiting. Where the next event is dated ahead of the
-- clock, which went back since, its date says nothing of that: such partitions are listed.
with heads as (
  select p as partition, coalesce(head.seq, 0) as seq
    from generate_series(0, $1::int - 1) as p
    left join lateral (
      select seq from events where partition = p order by seq desc limit 1
    ) as head on true
), readers as (
  select 'relay' as reader, partition, cursor as seq from relay_leases
  union all
  select projection, partition, seq from projection_checkpoints
)
select reader.name as reader,
       sum(heads.seq - coalesce(readers.seq, 0))::bigint as events,
       count(*) filter (where heads.seq > coalesce(readers.seq, 0)) as partitions,
       min(waiting.recorded_at) as waiting_since,
       coalesce(greatest(0, extract(epoch from clock_timestamp() - min(waiting.recorded_at))), 0)::float8
         as waiting_seconds,
       coalesce(json_agg(json_build_object('reader', reader.name, 'partition', heads.partition,
                                           'cursor', coalesce(readers.seq, 0), 'head', heads.seq)
                         order by heads.partition)
                  filter (where waiting.recorded_at > clock_timestamp()), '[]') as ahead
  from (select distinct reader as name from readers) as reader
 cross join heads
  left join readers on readers.reader = reader.name and readers.partition = heads.partition
  left join events as waiting
    on waiting.partition = heads.partition and waiting.seq = coalesce(readers.seq, 0) + 1
 group by reader.name
 order by reader.name
