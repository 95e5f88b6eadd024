-- Why [p_start, p_end) can be no window of an assignment, to follow "the window", or null: both ends are in
-- the years that there are, in this order, and no more than 366 days apart. Times are in milliseconds.
create or replace function window_problem(p_start timestamptz, p_end timestamptz) returns text
  language sql stable parallel safe
  as $$
    select case
      when (p_start <@ known_years() and p_end <@ known_years()) is not true then
        format('is not within the years %s to %s', extract(year from lower(known_years()) at time zone 'UTC'),
               extract(year from upper(known_years()) at time zone 'UTC') - 1)
      when p_end <= p_start then 'is empty or reversed'
      when p_end - p_start > interval '366 days' then 'is longer than 366 days'
    end
  $$;
