-- What clocks show is kept here, once for everybody who decides: the service and the functions for SQL
-- callers read these rows, and neither asks zone data of its own, because those of PostgreSQL and of each
-- Node are copies of different ages. Filled from PostgreSQL's when a venue first has a zone; the migration
-- fills it for the venues that there are. A change of a law is one transaction here (`allocator calendar`).
--
-- Rollout: before the service that decides by them; processes of the release before go on as they did, and
-- their ConfigureVenue fills too (write_venue). Locks: creates only.

create table time_zones (
  name text primary key,
  -- Seconds since 1970, ascending; from each on, the offset of the same place holds: seconds ahead of UTC.
  -- The first holds before its instant, too.
  from_seconds bigint[] not null,
  offset_seconds integer[] not null,
  -- Why no further venue may be given this zone; null: it may.
  refusal text check (refusal in ('abbreviation', 'unknown')),
  source text not null check (source in ('postgresql', 'node')),
  source_version text not null,
  taken_at timestamptz not null,
  check (cardinality(from_seconds) > 0 and cardinality(from_seconds) = cardinality(offset_seconds))
);

-- Every filling and every change: by whom, why, and what was before.
create table time_zone_changes (
  id bigint generated always as identity primary key,
  name text not null,
  changed_at timestamptz not null,
  changed_by text not null,
  reason text,
  source text not null,
  source_version text not null,
  -- Null: there was nothing before.
  from_seconds_before bigint[],
  offset_seconds_before integer[]
);
create index time_zone_changes_name on time_zone_changes (name, id);

-- What was found when the rows of the zones in use were compared with the zone data of PostgreSQL and of the
-- processes that run: one row a zone, and side. Written by whoever looks, read by readiness and the alert.
create table time_zone_differences (
  name text not null,
  -- 'postgresql', or 'node <version of its zone data>'.
  side text not null,
  -- The first instant at which the side shows something else; null: the side does not know the zone.
  first_at timestamptz,
  found_at timestamptz not null,
  primary key (name, side)
);

-- One row. Moves with every change of time_zones, so that a process sees that what it remembers is old.
create table calendar (
  only_row boolean primary key default true check (only_row),
  version bigint not null
);
insert into calendar (version) values (1);
