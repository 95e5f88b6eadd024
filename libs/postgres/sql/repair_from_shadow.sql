-- Makes the live tables (l) what the shadow (s) is, row by row, where the comparison found a
-- difference. What is too much goes before what is missing comes, because that may take its place.
delete from public.allocations l
 using allocator_shadow.differences d
 where d."table" = 'allocations' and d.change in ('removed', 'changed')
   and d.key = l.id::text;
delete from public.booking_table_assignments l
 using allocator_shadow.differences d
 where d."table" = 'booking_table_assignments' and d.change in ('removed', 'changed')
   and d.key = l.booking_id || ' ' || l.table_id;
delete from public.table_holds l
 using allocator_shadow.differences d
 where d."table" = 'table_holds' and d.change in ('removed', 'changed')
   and d.key = l.id::text;
delete from public.ended_claims l
 using allocator_shadow.differences d
 where d."table" = 'ended_claims' and d.change in ('removed', 'changed')
   and d.key = l.id::text;
delete from public.bookings l
 using allocator_shadow.differences d
 where d."table" = 'bookings' and d.change in ('removed', 'changed')
   and d.key = l.booking_id::text;
delete from public.venues l
 using allocator_shadow.differences d
 where d."table" = 'venues' and d.change in ('removed', 'changed')
   and d.key = l.venue_id::text;
delete from public.tables l
 using allocator_shadow.differences d
 where d."table" = 'tables' and d.change in ('removed', 'changed')
   and d.key = l.venue_id || ' ' || l.id;
delete from public.table_adjacencies l
 using allocator_shadow.differences d
 where d."table" = 'table_adjacencies' and d.change in ('removed', 'changed')
   and d.key = l.venue_id || ' ' || l.ordinal;
delete from public.feature_flags l
 using allocator_shadow.differences d
 where d."table" = 'feature_flags' and d.change in ('removed', 'changed')
   and d.key = l.flag || coalesce(' ' || l.venue_id, '');
insert into public.allocations
select s.*
  from allocator_shadow.allocations s
  join allocator_shadow.differences d
    on d."table" = 'allocations' and d.change in ('added', 'changed')
       and d.key = s.id::text;
insert into public.booking_table_assignments
select s.*
  from allocator_shadow.booking_table_assignments s
  join allocator_shadow.differences d
    on d."table" = 'booking_table_assignments' and d.change in ('added', 'changed')
       and d.key = s.booking_id || ' ' || s.table_id;
insert into public.table_holds
select s.*
  from allocator_shadow.table_holds s
  join allocator_shadow.differences d
    on d."table" = 'table_holds' and d.change in ('added', 'changed')
       and d.key = s.id::text;
insert into public.ended_claims
select s.*
  from allocator_shadow.ended_claims s
  join allocator_shadow.differences d
    on d."table" = 'ended_claims' and d.change in ('added', 'changed')
       and d.key = s.id::text;
insert into public.bookings
select s.*
  from allocator_shadow.bookings s
  join allocator_shadow.differences d
    on d."table" = 'bookings' and d.change in ('added', 'changed')
       and d.key = s.booking_id::text;
insert into public.venues
select s.*
  from allocator_shadow.venues s
  join allocator_shadow.differences d
    on d."table" = 'venues' and d.change in ('added', 'changed')
       and d.key = s.venue_id::text;
insert into public.tables
select s.*
  from allocator_shadow.tables s
  join allocator_shadow.differences d
    on d."table" = 'tables' and d.change in ('added', 'changed')
       and d.key = s.venue_id || ' ' || s.id;
insert into public.table_adjacencies
select s.*
  from allocator_shadow.table_adjacencies s
  join allocator_shadow.differences d
    on d."table" = 'table_adjacencies' and d.change in ('added', 'changed')
       and d.key = s.venue_id || ' ' || s.ordinal;
insert into public.feature_flags
select s.*
  from allocator_shadow.feature_flags s
  join allocator_shadow.differences d
    on d."table" = 'feature_flags' and d.change in ('added', 'changed')
       and d.key = s.flag || coalesce(' ' || s.venue_id, '');
