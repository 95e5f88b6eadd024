-- The rows of a batch that most batches do not have: holds, ended claims, venues and flags. Part of
-- commit_batch, apart from it so that the common batch parses and plans nothing for them.
create or replace function commit_rest(p_rest jsonb) returns void
  language plpgsql volatile
  set enable_seqscan = off set enable_hashjoin = off set enable_mergejoin = off set jit = off
  set plan_cache_mode = force_generic_plan
  as $$
declare
  v_written bigint;
  v_venue record;
begin
  delete from table_holds
   where id in (select w::uuid from jsonb_array_elements_text(p_rest -> 'holdsGone') w);

  insert into table_holds as h (id, venue_id, booking_id, table_ids, start_at, end_at, expires_at,
                                expires_at_max, shadow, created_by, created_at, metadata)
  select r."holdId", r."venueId", r."bookingId", r."tableIds", r.start, r."end", r."expiresAt",
         r."expiresAtMax", r.shadow, r."createdBy", r."createdAt", nullif(r.metadata, 'null')
    from jsonb_to_recordset(p_rest -> 'holds')
         r("holdId" uuid, "venueId" uuid, "bookingId" uuid, "tableIds" uuid[], start timestamptz,
           "end" timestamptz, "expiresAt" timestamptz, "expiresAtMax" timestamptz, shadow boolean,
           "createdBy" text, "createdAt" timestamptz, metadata jsonb)
  on conflict (id) do update set expires_at = excluded.expires_at where h.venue_id = excluded.venue_id;
  get diagnostics v_written = row_count;
  if v_written <> jsonb_array_length(p_rest -> 'holds') then
    raise exception 'a hold id belongs to another venue' using errcode = 'AL001';
  end if;

  insert into ended_claims (id, venue_id, kind, booking_id, how, ended_at)
  select r.id, r."venueId", r.kind, r."bookingId", r.how, r."endedAt"
    from jsonb_to_recordset(p_rest -> 'ended')
         r(id uuid, "venueId" uuid, kind text, "bookingId" uuid, how text, "endedAt" timestamptz);

  for v_venue in
    select v.version, v."updatedAt", v.configuration
      from jsonb_to_recordset(p_rest -> 'venues')
           v(version integer, "updatedAt" timestamptz, configuration jsonb)
  loop
    perform write_venue(v_venue.configuration, v_venue.version, v_venue."updatedAt");
  end loop;

  delete from feature_flags f
   using jsonb_to_recordset(p_rest -> 'flags') r(flag text, "venueId" uuid)
   where f.flag = r.flag and f.venue_id is not distinct from r."venueId";
  insert into feature_flags (flag, venue_id, value, reason, set_by, set_at)
  select r.flag, r."venueId", r.value, r.reason, r."setBy", r."setAt"
    from jsonb_to_recordset(p_rest -> 'flags')
         r(flag text, "venueId" uuid, value boolean, reason text, "setBy" text, "setAt" timestamptz)
   where r.value is not null;
end
$$;
