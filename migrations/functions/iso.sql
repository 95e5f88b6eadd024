-- An instant as events and answers write it: UTC, three decimals, sorts as the instants do. Declared
-- stable because to_char is, although this format depends on no setting: only so is it inlined.
create or replace function iso(p_at timestamptz) returns text
  language sql stable parallel safe
  as $$ select to_char(p_at at time zone 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.MS"Z"') $$;
