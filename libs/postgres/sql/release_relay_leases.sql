-- $1 owner: gives back its leases and leaves.
with member as (delete from relay_members where owner = $1)
update relay_leases set owner = null, halted = null where owner = $1
