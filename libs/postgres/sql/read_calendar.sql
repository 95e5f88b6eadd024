-- The version of the calendar, and every zone's clock in it: {version, zones: [{name, refusal, from, offsets}]},
-- all of one instant.
select json_build_object('version', (select version from calendar), 'zones', coalesce(
         (select json_agg(json_build_object('name', name, 'refusal', refusal, 'from', from_seconds,
                                            'offsets', offset_seconds)) from time_zones), '[]')) as answer
