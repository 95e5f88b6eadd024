-- Who wants to relay, and for how many seconds it is counted unless it says so again.
select owner, extract(epoch from expires_at - clock_timestamp())::float8 as seconds_left
  from relay_members
 order by owner
