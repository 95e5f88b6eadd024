-- What the checks on a set of known, distinct tables find for a party: active, capacity, fit, slack,
-- zone, movable, merges and adjacency, by the venue's policy and the flags in force. An array in that
-- order; what is in order is left out. p_require_adjacency overrides the flag; null leaves it to it.
create or replace function table_findings(p_venue_id uuid, p_table_ids uuid[], p_party_size integer,
                                          p_require_adjacency boolean) returns jsonb
  language plpgsql stable
  as $$
declare
  v_policy jsonb := (select policy from venues where venue_id = p_venue_id);
  v_count integer := cardinality(p_table_ids);
  v_found jsonb := '[]';
  v_all record;
  v_single tables;
begin
  select sum(t.capacity)::integer as seats, string_agg(t.label, ' and ' order by t.id) as labels,
         jsonb_agg(t.id order by t.id) filter (where not t.active) as inactive,
         string_agg(t.label, ' and ' order by t.id) filter (where not t.active) as inactive_labels,
         jsonb_agg(t.id order by t.id) filter (where t.mobility = 'fixed') as fixed,
         string_agg(t.label, ' and ' order by t.id) filter (where t.mobility = 'fixed') as fixed_labels,
         jsonb_agg(distinct t.zone) as zones, string_agg(distinct t.zone, ', ') as zone_names
    into v_all
    from unnest(p_table_ids) i(id)
    cross join lateral (select * from tables where venue_id = p_venue_id and id = i.id) t;

  if v_all.inactive is not null then
    v_found := v_found || finding('active', true, 'TABLE_INACTIVE', 'out of use: ' || v_all.inactive_labels,
                                  jsonb_build_object('tableIds', v_all.inactive));
  end if;
  if v_all.seats < p_party_size then
    v_found := v_found || finding('capacity', true, 'CAPACITY_INSUFFICIENT',
      format('%s %s %s; the party is %s: %s too few', v_all.labels,
             case when v_count = 1 then 'seats' else 'seat' end, v_all.seats, p_party_size,
             p_party_size - v_all.seats),
      jsonb_build_object('seats', v_all.seats, 'partySize', p_party_size));
  end if;
  if v_count = 1 then
    select * into v_single from tables where venue_id = p_venue_id and id = p_table_ids[1];
    if v_single.max_party < p_party_size or v_single.min_party > p_party_size then
      v_found := v_found || finding('fit', v_single.max_party < p_party_size, 'CAPACITY_INSUFFICIENT',
        case when v_single.max_party < p_party_size
             then format('%s takes at most %s; the party is %s', v_single.label, v_single.max_party, p_party_size)
             else format('%s is kept for parties of %s or more; the party is %s', v_single.label,
                         v_single.min_party, p_party_size) end,
        jsonb_build_object('minParty', v_single.min_party, 'maxParty', v_single.max_party, 'partySize', p_party_size));
    end if;
  end if;
  if v_all.seats - p_party_size > (v_policy ->> 'maxSlack')::integer then
    v_found := v_found || finding('slack', coalesce(v_policy ->> 'slackMode' = 'refuse', false), 'SLACK_EXCEEDED',
      format('%s seats stay empty; the policy allows %s', v_all.seats - p_party_size, v_policy ->> 'maxSlack'),
      jsonb_build_object('slack', v_all.seats - p_party_size, 'maxSlack', v_policy -> 'maxSlack'));
  end if;
  if jsonb_array_length(v_all.zones) > 1 then
    v_found := v_found || finding('zone', true, 'ZONES_MIXED', 'tables of several zones: ' || v_all.zone_names,
                                  jsonb_build_object('zones', v_all.zones));
  end if;
  if v_count > 1 and v_all.fixed is not null then
    v_found := v_found || finding('movable', true, 'TABLE_FIXED',
                                  'cannot be joined, being fixed: ' || v_all.fixed_labels,
                                  jsonb_build_object('tableIds', v_all.fixed));
  end if;
  if v_count > 1 and not flag_in_force('FEATURE_ALLOCATOR_MERGES_ENABLED', p_venue_id) then
    v_found := v_found || finding('merges', true, 'MERGES_DISABLED', 'joining tables is switched off at the moment',
                                  jsonb_build_object('tables', v_count));
  elsif v_count > (v_policy ->> 'maxTables')::integer then
    v_found := v_found || finding('merges', true, 'TOO_MANY_TABLES',
      format('%s tables; at most %s may be joined', v_count, v_policy ->> 'maxTables'),
      jsonb_build_object('tables', v_count, 'maxTables', v_policy -> 'maxTables'));
  end if;
  if v_count > 1 and not stand_together(p_venue_id, p_table_ids, v_policy ->> 'adjacencyMode') then
    v_found := v_found || finding('adjacency',
      coalesce(p_require_adjacency, flag_in_force('FEATURE_ALLOCATOR_REQUIRE_ADJACENCY', p_venue_id)
                                    and p_party_size >= coalesce((v_policy ->> 'adjacencyMinParty')::integer, 0)),
      'NOT_ADJACENT',
      case when v_policy ->> 'adjacencyMode' = 'connected'
           then v_all.labels || ' do not form one group of neighbours'
           else format('not each of %s is next to every other', v_all.labels) end,
      jsonb_build_object('tableIds', to_jsonb(p_table_ids)));
  end if;
  return v_found;
end
$$;
