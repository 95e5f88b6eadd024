-- $1: whether time_zones has the zone, and PostgreSQL's data of it as of now: null where it has none.
select z.refusal, d.from_seconds as "fromSeconds", d.offset_seconds as "offsetSeconds",
       current_setting('server_version') as version
  from time_zones z left join lateral zone_data(z.name) d on true
 where z.name = $1
