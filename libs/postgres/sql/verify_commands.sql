-- The first stored outcome that can be no command's, with or without events, and what is wrong there.
-- $1 the types of commands.
with told as (
  select c.command_id,
         case
           when c.outcome ->> 'commandId' is distinct from c.command_id::text then 'it is of another command'
           when c.type <> all ($1::text[]) then 'its command is of no known type'
           -- A regular expression takes twenty times as long.
           when length(c.fingerprint) <> 64 or translate(c.fingerprint, '0123456789abcdef', '') <> ''
             then 'its fingerprint is none'
           when coalesce(c.outcome ->> 'status' not in ('accepted', 'rejected'), true)
             then 'its status is none that is stored'
           when (c.outcome ->> 'status' = 'rejected') <> (c.outcome ? 'rejection')
             then 'its status and its rejection do not agree'
           when c.outcome ->> 'status' = 'rejected' and not c.outcome -> 'events' @? '$[0].id'
             then 'it is rejected without an event'
         end as wrong
    from commands c
), found as materialized (
  select * from told where wrong is not null
)
select * from found order by command_id limit 1
