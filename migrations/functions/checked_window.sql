-- A window to the millisecond, as every instant is; refused (22000) unless it is half-open [start, end),
-- bounded on both sides, and one that there can be: see window_problem.
create or replace function checked_window(p_window tstzrange) returns tstzrange
  language plpgsql stable
  as $$
declare
  v_start timestamptz := date_trunc('milliseconds', lower(p_window));
  v_end timestamptz := date_trunc('milliseconds', upper(p_window));
  v_problem text;
begin
  v_problem := case
    when isempty(p_window) then 'is empty or reversed'
    when v_start is null or v_end is null then 'is not bounded; only a block may have an open end'
    when not isfinite(v_start) or not isfinite(v_end) then 'is infinite'
    when not lower_inc(p_window) or upper_inc(p_window) then 'must be half-open: [start, end)'
    else window_problem(v_start, v_end)
  end;
  if v_problem is not null then
    perform refuse('WINDOW_INVALID', 'the window ' || v_problem);
  end if;
  return tstzrange(v_start, v_end, '[)');
end
$$;
