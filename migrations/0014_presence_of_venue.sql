-- Guests who are here, found by their venue: whoever is given tables hears of those who may sit there still.
--
-- Rollout: before the service that asks for them; the release before ignores it. Locks: SHARE on bookings while
-- the index is built, which stops writers to bookings for as long as it takes to read them once.

create index bookings_present_of_venue on bookings (venue_id, greatest(upper("window"), updated_at))
 where status in ('checked_in', 'seated');
