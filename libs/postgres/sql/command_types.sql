-- The types of some commands: $1 ids.
select command_id, type
from commands
where command_id = any ($1::uuid[])
