-- How many parties have not left though somebody else's time at their table has begun or begins within a
-- quarter of an hour; from 10,000 on there may be more. A party whose claim is over since twelve hours has
-- left, and nobody said so.
select count(*)::float8 as value
  from (
    select
      from bookings b
     where b.status in ('checked_in', 'seated')
       and greatest(upper(b."window"), b.updated_at) > clock_timestamp() - interval '3 days'
       and exists (
         select
           from booking_table_assignments t
           join allocations a on a.venue_id = t.venue_id and a.resource_id = t.table_id and not a.shadow
            and a."window" && tstzrange(t.end_at, clock_timestamp() + interval '15 minutes', '[)')
           left join table_holds h on h.id = a.hold_id
          where t.booking_id = b.booking_id
            and a.booking_id is distinct from b.booking_id
            and (h.id is null or h.expires_at > clock_timestamp())
            and t.end_at > clock_timestamp() - interval '12 hours'
            and (t.end_at <= clock_timestamp()
                 or cardinality(b.overstays) > 0 and t.end_at <= clock_timestamp() + interval '15 minutes'))
     limit 10000) as party
