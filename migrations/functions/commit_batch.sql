-- Stores what a batch decided: events, command outcomes, and the net difference of the rows. The
-- caller opened the batch in this transaction and commits after this.
--
-- Claims are removed before any is added, because the net difference may take a table that the same
-- batch gave up. A booking or hold id that belongs to another venue raises AL001 (id taken).
create or replace function commit_batch(p_events jsonb, p_outcomes jsonb, p_changes jsonb)
  returns void
  language plpgsql volatile
  set enable_seqscan = off set enable_hashjoin = off set enable_mergejoin = off set jit = off
  set plan_cache_mode = force_generic_plan
  as $$
declare
  v_written bigint;
begin
  insert into events (partition, seq, event_id, venue_id, type, schema_version, data, metadata,
                      recorded_at, command_id, prev_hash, hash)
  select e.partition, e.seq, e.id, e."venueId", e.type, e."schemaVersion", e.data, e.metadata,
         e."recordedAt", e."commandId", decode(e."prevHash", 'hex'), decode(e.hash, 'hex')
    from jsonb_to_recordset(p_events)
         e(partition integer, seq bigint, id uuid, "venueId" uuid, type text, "schemaVersion" integer,
           data jsonb, metadata jsonb, "recordedAt" timestamptz, "commandId" uuid, "prevHash" text, hash text);

  insert into commands (command_id, venue_id, type, fingerprint, outcome, recorded_at)
  select c."commandId", c."venueId", c.type, c.fingerprint, c.outcome, c."recordedAt"
    from jsonb_to_recordset(p_outcomes)
         c("commandId" uuid, "venueId" uuid, type text, fingerprint text, outcome jsonb,
           "recordedAt" timestamptz);

  if p_changes -> 'claimsGone' is not null then
    delete from allocations
     where id in (select w::uuid from jsonb_array_elements_text(p_changes -> 'claimsGone') w);
  end if;
  if p_changes -> 'claims' is not null then
    insert into allocations (id, venue_id, booking_id, resource_type, resource_id, "window", kind,
                             hold_id, block_id, reason, shadow, is_maintenance, created_by, created_at)
    select c.id, c."venueId", c."bookingId", c."resourceType", c."tableId",
           tstzrange(c.start, c."end", '[)'), c.kind, c."holdId", c."blockId", c.reason, c.shadow,
           c.kind = 'block', c."createdBy", c."createdAt"
      from jsonb_to_recordset(p_changes -> 'claims')
           c(id uuid, "venueId" uuid, "bookingId" uuid, "resourceType" text, "tableId" uuid,
             start timestamptz, "end" timestamptz, kind text, "holdId" uuid, "blockId" uuid,
             reason text, shadow boolean, "createdBy" text, "createdAt" timestamptz);
  end if;

  if p_changes -> 'bookings' is not null then
    insert into bookings as b (booking_id, venue_id, party_size, starts_at, ends_at, "window", status,
                          zone, pinned_table_ids, pin_reason, released, metadata, sent, ended_at, overstays,
                          registered_at, updated_at)
    select r."bookingId", r."venueId", r."partySize", r."startsAt", r."endsAt",
           tstzrange(r.start, r."end", '[)'), r.status, r.zone, r."pinnedTableIds", r."pinReason",
           nullif(r.released, 'null'), nullif(r.metadata, 'null'), nullif(r.sent, 'null'), r."endedAt",
           r.overstays, r."registeredAt", r."updatedAt"
      from jsonb_to_recordset(p_changes -> 'bookings')
           r("bookingId" uuid, "venueId" uuid, "partySize" integer, "startsAt" timestamptz,
             "endsAt" timestamptz, start timestamptz, "end" timestamptz, status text, zone text,
             "pinnedTableIds" uuid[], "pinReason" text, released jsonb, metadata jsonb,
             sent jsonb, "endedAt" timestamptz, overstays uuid[],
             "registeredAt" timestamptz, "updatedAt" timestamptz)
    on conflict (booking_id) do update
       set party_size = excluded.party_size, starts_at = excluded.starts_at, ends_at = excluded.ends_at,
           "window" = excluded."window", status = excluded.status, zone = excluded.zone,
           pinned_table_ids = excluded.pinned_table_ids, pin_reason = excluded.pin_reason,
           released = excluded.released, metadata = excluded.metadata,
           sent = excluded.sent, ended_at = excluded.ended_at, overstays = excluded.overstays,
           updated_at = excluded.updated_at
     where b.venue_id = excluded.venue_id;
    get diagnostics v_written = row_count;
    if v_written <> jsonb_array_length(p_changes -> 'bookings') then
      raise exception 'a booking id belongs to another venue' using errcode = 'AL001';
    end if;
  end if;

  if p_changes -> 'assignmentsGone' is not null then
    delete from booking_table_assignments
     where booking_id in (select w::uuid from jsonb_array_elements_text(p_changes -> 'assignmentsGone') w);
  end if;
  if p_changes -> 'assignments' is not null then
    insert into booking_table_assignments (booking_id, table_id, venue_id, start_at, end_at, assigned_by,
                                           assigned_at, idempotency_key, merge_group_id)
    select t."bookingId", t."tableId", t."venueId", t.start, t."end", t."assignedBy", t."assignedAt",
           t."idempotencyKey", t."mergeGroupId"
      from jsonb_to_recordset(p_changes -> 'assignments')
           t("bookingId" uuid, "tableId" uuid, "venueId" uuid, start timestamptz, "end" timestamptz,
             "assignedBy" text, "assignedAt" timestamptz, "idempotencyKey" text, "mergeGroupId" uuid);
  end if;

  if p_changes -> 'rest' is not null then
    perform commit_rest(p_changes -> 'rest');
  end if;
end
$$;
