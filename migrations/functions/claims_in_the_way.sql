-- Who stands in the way of a window on each table: {blockers: [blocker], lapsed: [hold id]}. Claims of
-- the booking itself, and of the hold that it confirms, are not in the way; a lapsed hold blocks
-- nobody, and is named so that it can be ended first.
--
-- One index look-up per table and kind of claim; the caller's planner settings pin it.
create or replace function claims_in_the_way(p_venue_id uuid, p_table_ids uuid[], p_window tstzrange,
                                             p_booking_id uuid, p_hold_id uuid, p_now timestamptz) returns jsonb
  language plpgsql stable
  as $$
begin
  return (
    with met as (
      select x.* from unnest(p_table_ids) t(id)
       cross join lateral (
         select g.* from allocations g
          where g.venue_id = p_venue_id and g.resource_id = t.id and g."window" && p_window and not g.shadow
         union all
         select s.* from allocations s
          where s.venue_id = p_venue_id and s.resource_id = t.id and s."window" && p_window and s.shadow
       ) x
       where x.booking_id is distinct from p_booking_id
         and (p_hold_id is null or x.hold_id is distinct from p_hold_id)
    ), judged as (
      select m.*, h.expires_at, m.kind = 'hold' and coalesce(h.expires_at <= p_now, false) as lapsed,
             coalesce(case m.kind when 'assignment' then m.booking_id when 'hold' then m.hold_id
                                  else m.block_id end, m.id) as owner_id,
             coalesce((select label from tables where venue_id = p_venue_id and id = m.resource_id),
                      m.resource_id::text) as label
        from met m
        left join lateral (select date_trunc('milliseconds', expires_at) as expires_at
                             from table_holds where id = m.hold_id) h on true
    )
    select jsonb_build_object(
      'lapsed', (select coalesce(jsonb_agg(distinct hold_id), '[]') from judged where lapsed),
      'blockers', (
        select coalesce(jsonb_agg(
                 jsonb_build_object(
                   'tableId', j.resource_id, 'label', j.label, 'kind', j.kind, 'id', j.owner_id,
                   'bookingId', j.booking_id,
                   -- To the later of two milliseconds, as claim_json reads it.
                   'window', jsonb_build_object('start', iso(lower(j."window")),
                                                'end', iso(upper(j."window") + interval '999 microseconds')),
                   'shadow', j.shadow, 'owner', j.created_by)
                 || case when j.expires_at is null then '{}'
                         else jsonb_build_object('secondsLeft',
                                greatest(0, ceil(extract(epoch from j.expires_at - p_now)))::integer) end
                 || case when j.reason is null then '{}' else jsonb_build_object('reason', j.reason) end
                 order by j.resource_id, lower(j."window"), j.owner_id, j.kind), '[]')
          from judged j where not j.lapsed)));
end
$$;
