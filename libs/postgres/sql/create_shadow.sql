-- A place to build the tables that the log folds into, beside the live ones: the same columns,
-- constraints and indexes, no triggers, and not worth logging.
drop schema if exists allocator_shadow cascade;
create schema allocator_shadow;
create unlogged table allocator_shadow.allocations
  (like public.allocations including all);
create unlogged table allocator_shadow.booking_table_assignments
  (like public.booking_table_assignments including all);
create unlogged table allocator_shadow.table_holds
  (like public.table_holds including all);
create unlogged table allocator_shadow.ended_claims
  (like public.ended_claims including all);
create unlogged table allocator_shadow.bookings
  (like public.bookings including all);
create unlogged table allocator_shadow.venues
  (like public.venues including all);
create unlogged table allocator_shadow.tables
  (like public.tables including all);
create unlogged table allocator_shadow.table_adjacencies
  (like public.table_adjacencies including all);
create unlogged table allocator_shadow.feature_flags
  (like public.feature_flags including all);
-- Of the live tables from the shadow, as the last comparison found it.
create unlogged table allocator_shadow.differences (
  "table" text not null,
  key text not null,
  change text not null check (change in ('added', 'removed', 'changed')),
  primary key ("table", key)
);
