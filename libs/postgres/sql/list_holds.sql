-- $1 venues, or null for all; $2 limit, of the live ones and of the lapsed ones each: the holds there
-- are, the first to lapse first, by the clock that decides whether they block.
with clock as (
  select clock_timestamp() as at
), ranked as (
  select hold.*, hold.expires_at <= clock.at as expired, clock.at,
         row_number() over (partition by hold.expires_at <= clock.at order by hold.expires_at, hold.id) as rank
    from table_holds as hold
   cross join clock
   where $1::uuid[] is null or hold.venue_id = any ($1)
)
select clock.at as server_now, ranked.id, ranked.venue_id, ranked.booking_id, ranked.start_at, ranked.end_at,
       ranked.expires_at, ranked.expires_at_max, ranked.shadow, ranked.created_by, ranked.created_at,
       ranked.expired,
       greatest(0, floor(extract(epoch from ranked.expires_at - clock.at)))::int as seconds_left,
       (select jsonb_agg(jsonb_build_object('tableId', held.id, 'label', coalesce(t.label, held.id::text)) order by held.place)
          from unnest(ranked.table_ids) with ordinality as held (id, place)
          left join tables as t on t.venue_id = ranked.venue_id and t.id = held.id) as tables
  from clock
  left join ranked on ranked.rank <= $2
 order by ranked.expires_at, ranked.id
