-- The instants that there are: the years 1970 to 2199 in UTC, as libs/allocation/src/policy/sent-time.ts
-- reads them. What is outside could be neither shown nor sent again.
create or replace function known_years() returns tstzrange
  language sql immutable parallel safe
  as $$ select '[1970-01-01 00:00:00+00,2200-01-01 00:00:00+00)'::tstzrange $$;
