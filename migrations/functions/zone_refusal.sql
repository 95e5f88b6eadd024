-- Why a venue may not be given a time zone, as far as PostgreSQL can tell, or null: `at time zone` reads the
-- name as an abbreviation, a fixed offset without summer time, or there is no zone of exactly this name.
-- The names of UTC mean the same both ways.
create or replace function zone_refusal(p_time_zone text) returns text
  language sql volatile
  as $$
    select case
      when upper(p_time_zone) not in ('UTC', 'UCT', 'GMT', 'ZULU')
       and exists (select from pg_timezone_abbrevs where upper(abbrev) = upper(p_time_zone)) then 'abbreviation'
      when zone_spelling(p_time_zone) is distinct from p_time_zone then 'unknown'
    end
  $$;
