-- A booking with the tables it has and the holds that live for it. $2: the venue, or null for any.
select
  b.booking_id,
  b.venue_id,
  b.party_size,
  b.starts_at,
  b.ends_at,
  lower(b."window") as window_start,
  upper(b."window") as window_end,
  b.status,
  b.zone,
  b.pinned_table_ids,
  b.pin_reason,
  b.metadata,
  b.registered_at,
  b.updated_at,
  coalesce(
    (
      select jsonb_agg(
        jsonb_build_object(
          'tableId', a.table_id, 'label', coalesce(t.label, a.table_id::text), 'startAt', a.start_at,
          'endAt', a.end_at, 'assignedBy', a.assigned_by, 'assignedAt', a.assigned_at,
          'mergeGroupId', a.merge_group_id
        )
        order by t.ordinal, a.table_id
      )
      from booking_table_assignments a
      left join tables t on t.venue_id = a.venue_id and t.id = a.table_id
      where a.booking_id = b.booking_id
    ),
    '[]'
  ) as assignments,
  coalesce(
    (
      select jsonb_agg(
        jsonb_build_object(
          'holdId', h.id, 'tableIds', to_jsonb(h.table_ids), 'startAt', h.start_at,
          'endAt', h.end_at, 'expiresAt', h.expires_at
        )
        order by h.created_at, h.id
      )
      from table_holds h
      where h.booking_id = b.booking_id and h.expires_at > clock_timestamp()
    ),
    '[]'
  ) as holds
from bookings b
where b.booking_id = $1 and ($2::uuid is null or b.venue_id = $2)
