-- The flips in force for all venues and, when $1 is given, for that venue.
select flag, venue_id, value, reason, set_by, set_at
from feature_flags
where venue_id is null or venue_id = $1
