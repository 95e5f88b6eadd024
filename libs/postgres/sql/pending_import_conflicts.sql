-- $1 an assignments table, $2 at most: what its rows that would be imported would overlap, claims
-- there are and one another. A pair of pending rows is named once.
with pending as materialized (
  select p.*, tstzrange(p.start_at, p.end_at, '[)') as span
    from (select venue_id, booking_id, table_id, date_trunc('milliseconds', start_at) as start_at,
                 date_trunc('milliseconds', end_at) as end_at
            from foretold_imports($1::text::regclass) where fault is null and not repeated) p
)
select p.venue_id as "venueId", p.booking_id as "bookingId", p.table_id as "tableId",
       iso(p.start_at) as "start", iso(p.end_at) as "end", x.kind as "blockerKind", x.id as "blockerId",
       iso(lower(x.span)) as "blockerStart", iso(upper(x.span)) as "blockerEnd"
  from pending p
 cross join lateral (
   select a.kind, coalesce(case a.kind when 'assignment' then a.booking_id when 'hold' then a.hold_id
                                       else a.block_id end, a.id), a."window"
     from allocations a
    where a.venue_id = p.venue_id and a.resource_id = p.table_id and a."window" && p.span
      and a.booking_id is distinct from p.booking_id
      and not exists (select from table_holds h
                       where a.kind = 'hold' and h.id = a.hold_id and h.expires_at <= clock_timestamp())
   union all
   select 'assignment', o.booking_id, o.span
     from pending o
    where o.venue_id = p.venue_id and o.table_id = p.table_id and o.span && p.span and o.booking_id < p.booking_id
 ) x(kind, id, span)
 order by p.venue_id, p.table_id, p.start_at, p.booking_id, x.id
 limit $2
