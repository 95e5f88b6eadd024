-- $1 a name: why PostgreSQL would refuse it, and the zone that is spelled alike but for its capitals.
select zone_refusal($1) as refusal, zone_spelling($1) as spelled
