-- Finds every row that the live tables (l) lack, have too many, or have otherwise than the
-- shadow (s).
truncate allocator_shadow.differences;
insert into allocator_shadow.differences ("table", key, change)
select 'allocations',
       case when s.id is null then l.id::text
            else s.id::text end,
       case when l.id is null then 'added' when s.id is null then 'removed' else 'changed' end
  from allocator_shadow.allocations s
  full join public.allocations l
    on l.id = s.id
 where row(s.*) is distinct from row(l.*)
union all
select 'booking_table_assignments',
       case when s.booking_id is null then l.booking_id || ' ' || l.table_id
            else s.booking_id || ' ' || s.table_id end,
       case when l.booking_id is null then 'added' when s.booking_id is null then 'removed' else 'changed' end
  from allocator_shadow.booking_table_assignments s
  full join public.booking_table_assignments l
    on l.booking_id = s.booking_id and l.table_id = s.table_id
 where row(s.*) is distinct from row(l.*)
union all
select 'table_holds',
       case when s.id is null then l.id::text
            else s.id::text end,
       case when l.id is null then 'added' when s.id is null then 'removed' else 'changed' end
  from allocator_shadow.table_holds s
  full join public.table_holds l
    on l.id = s.id
 where row(s.*) is distinct from row(l.*)
union all
select 'ended_claims',
       case when s.id is null then l.id::text
            else s.id::text end,
       case when l.id is null then 'added' when s.id is null then 'removed' else 'changed' end
  from allocator_shadow.ended_claims s
  full join public.ended_claims l
    on l.id = s.id
 where row(s.*) is distinct from row(l.*)
union all
select 'bookings',
       case when s.booking_id is null then l.booking_id::text
            else s.booking_id::text end,
       case when l.booking_id is null then 'added' when s.booking_id is null then 'removed' else 'changed' end
  from allocator_shadow.bookings s
  full join public.bookings l
    on l.booking_id = s.booking_id
 where row(s.*) is distinct from row(l.*)
union all
select 'venues',
       case when s.venue_id is null then l.venue_id::text
            else s.venue_id::text end,
       case when l.venue_id is null then 'added' when s.venue_id is null then 'removed' else 'changed' end
  from allocator_shadow.venues s
  full join public.venues l
    on l.venue_id = s.venue_id
 where row(s.*) is distinct from row(l.*)
union all
select 'tables',
       case when s.venue_id is null then l.venue_id || ' ' || l.id
            else s.venue_id || ' ' || s.id end,
       case when l.venue_id is null then 'added' when s.venue_id is null then 'removed' else 'changed' end
  from allocator_shadow.tables s
  full join public.tables l
    on l.venue_id = s.venue_id and l.id = s.id
 where row(s.*) is distinct from row(l.*)
union all
select 'table_adjacencies',
       case when s.venue_id is null then l.venue_id || ' ' || l.ordinal
            else s.venue_id || ' ' || s.ordinal end,
       case when l.venue_id is null then 'added' when s.venue_id is null then 'removed' else 'changed' end
  from allocator_shadow.table_adjacencies s
  full join public.table_adjacencies l
    on l.venue_id = s.venue_id and l.ordinal = s.ordinal
 where row(s.*) is distinct from row(l.*)
union all
select 'feature_flags',
       case when s.flag is null then l.flag || coalesce(' ' || l.venue_id, '')
            else s.flag || coalesce(' ' || s.venue_id, '') end,
       case when l.flag is null then 'added' when s.flag is null then 'removed' else 'changed' end
  from allocator_shadow.feature_flags s
  full join public.feature_flags l
    on l.flag = s.flag
       and coalesce(l.venue_id::text, '') = coalesce(s.venue_id::text, '')
 where row(s.*) is distinct from row(l.*)
