-- Refused demand of a venue, counted by code, or by the quarter hour in which it was refused and code; and
-- all together, as rows without a code: one of what was refused, one of what was only observed.
-- $1 partition, $2 venue, $3/$4 [from, to), $5 types of events, $6 commands whose refusal is demand, $7 codes
-- that are none, $8 statuses that end a booking, $9 by quarter hour or not.
-- A booking's covers count once in a row, however often it was refused. They are lost unless it has tables
-- now, or had them, after its last refusal, until it was over. Rows of assignments are what the log folds
-- into, and are found by booking; a search of the log for who was seated would go back to its beginning.
with refused as (
  select
    case when $9::boolean
      then date_bin('15 minutes', recorded_at, timestamptz '2000-01-01 00:00:00Z')
    end as quarter_hour,
    code,
    type <> 'CommandRejected' as observed,
    (data ->> 'bookingId')::uuid as booking_id,
    (data ->> 'partySize')::integer as covers,
    seq
  from events, lateral (select demand_code(type, data, $6::text[], $7::text[])) refusal (code)
  where partition = $1
    and venue_id = $2
    and type = any ($5::text[])
    and recorded_at >= $3
    and recorded_at < $4
    and code is not null
), visited as (
  select (data ->> 'bookingId')::uuid as booking_id, max(seq) as seq
  from events
  where partition = $1
    and venue_id = $2
    and type = 'TablesUnassigned'
    and recorded_at >= $3
    and data ->> 'reason' = any ($8::text[])
  group by 1
), wanted as (
  select booking_id, max(seq) as seq
  from refused
  where booking_id is not null and not observed
  group by booking_id
), lost as (
  select w.booking_id
  from wanted w
  left join visited v using (booking_id)
  where (v.seq is null or v.seq < w.seq)
    and not exists (select from booking_table_assignments a where a.booking_id = w.booking_id)
), demand as (
  select
    r.quarter_hour,
    r.code,
    r.observed,
    r.booking_id,
    count(*) as refusals,
    max(r.covers) as covers,
    grouping(r.code) = 1 as of_all
  from refused r
  group by grouping sets (
    (r.quarter_hour, r.code, r.observed, r.booking_id),
    (r.observed, r.booking_id)
  )
)
select
  d.quarter_hour,
  d.code,
  d.observed,
  sum(d.refusals)::bigint as refusals,
  count(d.booking_id) as bookings,
  coalesce(sum(d.covers), 0)::bigint as covers,
  coalesce(sum(d.covers) filter (where l.booking_id is not null), 0)::bigint as covers_lost
from demand d
left join lost l using (booking_id)
group by d.of_all, d.quarter_hour, d.code, d.observed
order by d.quarter_hour, refusals desc, d.code, d.observed
