import type {
  Alternative,
  Blocker,
  Check,
  DomainEvent,
  JsonObject,
  Rejection,
  RejectionCode,
  SelectionTrace,
  Uuid,
  Warning,
  Window,
} from '#contracts';
import { CHECK_IDS } from '#contracts';

/** What to look for when a refusal should say what would work instead. */
export interface Wish {
  readonly bookingId: Uuid | null;
  readonly partySize: number;
  readonly zone: string | null;
  readonly window: Window;
  /** The tables that were asked for: an alternative is something else. */
  readonly tableIds: readonly Uuid[];
}

export interface Accepted {
  readonly kind: 'accepted';
  /** None: the command was already so. */
  readonly events: readonly DomainEvent[];
  readonly warnings: readonly Warning[];
}

export interface Rejected {
  readonly kind: 'rejected';
  readonly rejection: Rejection;
  readonly trace: SelectionTrace | null;
  readonly wish: Wish | null;
}

/** Facts, nothing, or a refusal. */
export type Decision = Accepted | Rejected;

export function accept(
  events: readonly DomainEvent[] = [],
  warnings: readonly Warning[] = [],
): Accepted {
  return { kind: 'accepted', events, warnings };
}

export function reject(code: RejectionCode, message: string, details?: JsonObject): Rejected {
  const rejection = { code, message, checks: [], blockers: [], alternatives: [] };
  return {
    kind: 'rejected',
    rejection: details ? { ...rejection, details } : rejection,
    trace: null,
    wish: null,
  };
}

/** A refusal for every failed check; its code is the first failure's, in the evaluator's order. */
export function rejectFor(
  checks: readonly Check[],
  blockers: readonly Blocker[] = [],
  wish: Wish | null = null,
  trace: SelectionTrace | null = null,
): Rejected {
  const failed = failuresOf(checks);
  const rejection: Rejection = {
    code: failed[0]?.code ?? 'NO_TABLES_FIT',
    message: failed.map((check) => check.message).join('; '),
    checks,
    blockers,
    alternatives: [],
  };
  return { kind: 'rejected', rejection, trace, wish };
}

export interface Failure extends Check {
  readonly status: 'error';
  readonly code: RejectionCode;
}

export function failuresOf(checks: readonly Check[]): readonly Failure[] {
  return checks
    .filter((check): check is Failure => check.status === 'error')
    .sort((a, b) => CHECK_IDS.indexOf(a.id) - CHECK_IDS.indexOf(b.id));
}

export function warningsOf(checks: readonly Check[]): readonly Warning[] {
  return checks
    .filter((check) => check.status === 'warn' && check.code !== undefined)
    .map(({ code, message, details }) => ({
      code: code!,
      message,
      ...(details ? { details } : {}),
    }));
}

export function withAlternatives(
  rejected: Rejected,
  alternatives: readonly Alternative[],
): Rejected {
  return { ...rejected, rejection: { ...rejected.rejection, alternatives } };
}
