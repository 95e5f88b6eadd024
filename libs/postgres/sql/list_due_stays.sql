-- Guests who are here and have not left, whose tables end soon or have ended, in venues that lengthen
-- stays. $1 most, $2 after this booking, or null.
--
-- Which of them are lengthened is the rule's to say (libs/allocation/src/rules/stay.ts); left out are only those
-- that it surely is not: past the policy's bound, and check-ins of some days ago that nobody ended.
select b.booking_id, b.venue_id
from bookings b
join venues v on v.venue_id = b.venue_id
cross join lateral (
  select
    make_interval(mins => (v.policy #>> '{overstay,leadMinutes}')::integer) as lead,
    make_interval(mins => (v.policy #>> '{overstay,maxMinutes}')::integer) as most
) overstay
where b.status in ('checked_in', 'seated')
  and greatest(upper(b."window"), b.updated_at) > clock_timestamp() - interval '3 days'
  and ($2::uuid is null or b.booking_id > $2)
  and jsonb_typeof(v.policy -> 'overstay') = 'object'
  and exists (
    select
    from booking_table_assignments t
    where t.booking_id = b.booking_id
      and t.end_at <= clock_timestamp() + overstay.lead
      and greatest(t.end_at, clock_timestamp())
        < greatest(upper(b."window"), t.start_at + (upper(b."window") - lower(b."window"))) + overstay.most
  )
order by b.booking_id
limit $1
