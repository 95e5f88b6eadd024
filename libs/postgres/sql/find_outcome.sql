-- What a command led to, and whose it was.
select venue_id, outcome
from commands
where command_id = $1
