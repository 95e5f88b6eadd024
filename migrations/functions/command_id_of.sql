-- The command id of a SQL caller's idempotency key: the key itself where it is a UUID, so that a
-- command sent over HTTP or Kafka too takes effect once; derived from any other text; new without a key.
create or replace function command_id_of(p_idempotency_key text) returns uuid
  language plpgsql volatile
  as $$
begin
  if length(p_idempotency_key) > 200 then
    perform refuse('PAYLOAD_INVALID', 'an idempotency key has at most 200 characters');
  end if;
  return case
    when p_idempotency_key is null or btrim(p_idempotency_key) = '' then gen_random_uuid()
    when p_idempotency_key ~* '^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$' then p_idempotency_key::uuid
    else derived_uuid('idempotency-key:' || p_idempotency_key)
  end;
end
$$;
