-- $1 compared up to this id, or null when the pass has come to its end; $2 whether anything could be
-- compared at all.
update mirror.parity
   set looked_at = clock_timestamp(),
       cursor = case when $2 then $1::uuid else cursor end,
       passed_from = case when $2 and $1::uuid is null then began_at else passed_from end,
       passed_to = case when $2 and $1::uuid is null then clock_timestamp() else passed_to end,
       began_at = case when $2 and $1::uuid is null then clock_timestamp() else began_at end
