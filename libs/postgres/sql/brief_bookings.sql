-- What there is to say of some bookings, $1, to whoever reads an answer that names them; with $2: only of
-- those of this venue.
select
  booking_id,
  case when jsonb_typeof(metadata -> 'name') = 'string' then metadata ->> 'name' end as name,
  party_size,
  starts_at
from bookings
where booking_id = any ($1::uuid[])
  and ($2::uuid is null or venue_id = $2)
