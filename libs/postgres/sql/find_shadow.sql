-- Whose shadow there is, and of which venue; the schema must be there. No row: the server crashed,
-- which emptied it.
select replay_id, venue_id from allocator_shadow.rebuild
