import type { Check, CheckId, JsonObject, RejectionCode, WarningCode } from '#contracts';

export function pass(id: CheckId, message: string, details?: JsonObject): Check {
  return { id, status: 'ok', message, ...(details ? { details } : {}) };
}

export function fail(
  id: CheckId,
  code: RejectionCode,
  message: string,
  details?: JsonObject,
): Check {
  return { id, status: 'error', code, message, ...(details ? { details } : {}) };
}

/** A finding that never refuses. */
export function warn(id: CheckId, code: WarningCode, message: string, details?: JsonObject): Check {
  return { id, status: 'warn', code, message, ...(details ? { details } : {}) };
}

/** The same finding as a warning, where policy or a flag says that it does not refuse. */
export function soften(check: Check, unless = false): Check {
  return unless || check.status !== 'error' ? check : { ...check, status: 'warn' };
}
