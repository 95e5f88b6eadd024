-- Guests who have not left: who was told to be in the way of their longer stay, and an index by which the
-- service finds them. A check-in that nobody followed by "left" leaves the index's end after some days.
--
-- Rollout: before the service that lengthens stays; the release before ignores both. Locks: ACCESS EXCLUSIVE on
-- bookings for an instant, since a column with a constant default rewrites nothing; then SHARE while the
-- index is built, which stops writers to bookings for as long as it takes to read them once.

alter table bookings add column overstays uuid[] not null default '{}';
alter table mirror.bookings add column overstays uuid[] not null default '{}';

create index bookings_present on bookings (greatest(upper("window"), updated_at))
 where status in ('checked_in', 'seated');
