-- Raises a refusal: the service's rejection code as an SQLSTATE, and every reason as JSON in DETAIL.
--
--   23P01  TABLE_CONFLICT, HOLD_CONFLICT, TABLE_BLOCKED      DETAIL has blockers
--   P0002  TABLE_, BOOKING_, HOLD_, VENUE_NOT_FOUND
--   P0003  IDEMPOTENCY_MISMATCH
--   22000  WINDOW_INVALID, PAYLOAD_INVALID
--   23514  every other code: the booking's status, the hold's end, the venue's policy
--
-- What raises rolls back: no event and no row of observability_events. That there was a conflict the alert
-- allocator.rpc_conflict_rate knows by a sequence, which keeps its number. Which one PostgreSQL's log has,
-- unless the caller catches it: ERROR, DETAIL, HINT and STATEMENT, where log_min_messages and
-- log_min_error_statement are error or below and log_error_verbosity is not terse. The HINT of a conflict
-- names allocations_resource_window_excl, as the message of a row that the constraint itself refuses does;
-- %e in log_line_prefix adds the SQLSTATE.
--
-- DETAIL: {"code", "checks"?: [check], "blockers"?: [blocker]}, as in a rejection over HTTP.
create or replace function refuse(p_code text, p_message text, p_reasons jsonb default '{}') returns void
  language plpgsql volatile
  as $$
declare
  v_conflict boolean := p_code in ('TABLE_CONFLICT', 'HOLD_CONFLICT', 'TABLE_BLOCKED');
begin
  if v_conflict then
    perform nextval('sql_conflicts');
  end if;
  raise exception using
    message = p_message,
    errcode = case
      when v_conflict then '23P01'
      when p_code like '%\_NOT\_FOUND' then 'P0002'
      when p_code = 'IDEMPOTENCY_MISMATCH' then 'P0003'
      when p_code in ('WINDOW_INVALID', 'PAYLOAD_INVALID') then '22000'
      else '23514'
    end,
    detail = canonical_json(jsonb_build_object('code', p_code) || p_reasons),
    hint = p_code || case when v_conflict
                          then ': the rule of allocations_resource_window_excl; the blockers are in the detail'
                          else ': every reason is in the detail' end,
    constraint = case when v_conflict then 'allocations_resource_window_excl' else '' end;
end
$$;
