-- What the service check finds, as a list: guests sit down a buffer after the window starts, and that
-- moment must lie in a service period. The policy says whether it refuses.
create or replace function service_finding(p_venue venues, p_window tstzrange) returns jsonb
  language sql stable
  as $$
    select case when is_in_service(p_venue.policy, p_venue.time_zone, s.seated_at) then '[]'
                else jsonb_build_array(finding('service', p_venue.policy ->> 'outsideService' = 'refuse',
                       'OUTSIDE_SERVICE', 'outside every service period',
                       jsonb_build_object('seatedAt', iso(s.seated_at)))) end
      from (select lower(p_window) + (p_venue.policy #>> '{buffers,beforeMinutes}')::numeric * interval '1 minute')
           s(seated_at)
  $$;
