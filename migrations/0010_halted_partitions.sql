-- Why a log partition cannot be published any further: an event that the topic does not take, or a topic that
-- belongs to another log. Whoever relays it says so here, since the process that evaluates alerts may be another.
--
-- Rollout: before the service that relays; a release before it leaves the column null. Locks: relay_leases for
-- an instant.

alter table relay_leases add column halted text;
