-- Compares the rows of one slice of ids, and all that are known to differ, in one snapshot, and keeps
-- what differs. $1 after this id, $2 up to this id, $3 number of log partitions, $4 most events that
-- the mirror may be behind, $5 most rows kept.
--
-- The live table is the fold of the log up to its heads, the mirror up to its checkpoints. A venue
-- none of whose events lie between them, nor are parked, must be the same in both; of any other a row
-- that differs is kept undecided and looked at again. Past $4 nothing is decided or kept.
with ahead as materialized (
  select e.venue_id
    from generate_series(0, $3::int - 1) as p
    left join projection_checkpoints c on c.projection = 'mirror' and c.partition = p
    cross join lateral (
      select venue_id from events where partition = p and seq > coalesce(c.seq, 0)
       order by seq limit $4::bigint + 1
    ) as e
   limit $4::bigint + 1
), decidable as materialized (
  select count(*) <= $4 as so, count(*) as events from ahead
), unread as materialized (
  select venue_id from ahead
  union
  select venue_id from parked_events where projection = 'mirror'
), differing as materialized (
  select coalesce(l.id, m.id) as id, coalesce(l.venue_id, m.venue_id) as venue_id,
         case when l.id is null then 'missing' when m.id is null then 'extra' else 'changed' end as change
    from (select * from public.allocations where id > $1 and id <= $2) l
    full join (select * from mirror.allocations where id > $1 and id <= $2) m on m.id = l.id
   where row(l.*) is distinct from row(m.*)
  union
  select k.id, coalesce(l.venue_id, m.venue_id),
         case when l.id is null then 'missing' when m.id is null then 'extra' else 'changed' end
    from mirror.differences k
    left join public.allocations l on l.id = k.id
    left join mirror.allocations m on m.id = k.id
   where row(l.*) is distinct from row(m.*)
), kept as (
  insert into mirror.differences as known (id, venue_id, change, decided)
  select d.id, d.venue_id, d.change, not exists (select from unread u where u.venue_id = d.venue_id)
    from differing d, decidable
   where decidable.so
   order by d.id
   limit $5::bigint
  on conflict (id) do update
     set change = excluded.change, decided = known.decided or excluded.decided
), gone as (
  delete from mirror.differences k using decidable
   where decidable.so and not exists (select from differing d where d.id = k.id)
)
select decidable.so as decidable, decidable.events as behind, (select count(*) from differing) as differing
  from decidable
