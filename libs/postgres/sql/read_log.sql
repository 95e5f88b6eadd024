-- $1 partition, $2 after seq, $3 limit: the next events of one log partition, by its primary key.
select event_id, venue_id, type, schema_version, data, metadata, recorded_at, command_id,
       seq, encode(prev_hash, 'hex') as prev_hash, encode(hash, 'hex') as hash
  from events
 where partition = $1 and seq > $2
 order by seq
 limit $3
