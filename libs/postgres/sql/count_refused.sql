-- Refused demand of a venue, counted by code, or by the quarter hour in which it was refused and code.
-- $1 partition, $2 venue, $3/$4 [from, to), $5 by quarter hour or not. A booking's covers count once in
-- a group, however often it was refused; they are lost unless the booking was given tables afterwards.
with refused as (
  select
    case when $5::boolean
      then date_bin('15 minutes', recorded_at, timestamptz '2000-01-01 00:00:00Z')
    end as quarter_hour,
    data #>> '{rejection,code}' as code,
    data ->> 'bookingId' as booking_id,
    (data ->> 'partySize')::integer as covers,
    seq
  from events
  where partition = $1
    and venue_id = $2
    and type = 'CommandRejected'
    and recorded_at >= $3
    and recorded_at < $4
), seated as (
  select data ->> 'bookingId' as booking_id, max(seq) as seq
  from events
  where partition = $1
    and venue_id = $2
    and type = 'TablesAssigned'
    and recorded_at >= $3
  group by 1
), demand as (
  select
    r.quarter_hour,
    r.code,
    r.booking_id,
    count(*) as refusals,
    max(r.covers) as covers,
    bool_and(coalesce(s.seq, 0) < r.seq) as lost
  from refused r
  left join seated s using (booking_id)
  group by r.quarter_hour, r.code, r.booking_id
)
select
  quarter_hour,
  code,
  sum(refusals)::bigint as refusals,
  count(booking_id) as bookings,
  coalesce(sum(covers), 0)::bigint as covers,
  coalesce(sum(covers) filter (where lost), 0)::bigint as covers_lost
from demand
group by quarter_hour, code
order by quarter_hour, refusals desc, code
