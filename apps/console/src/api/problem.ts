import type { CommandOutcome, JsonObject, Rejection, RejectionCode } from '#contracts';

/** Why the API said no: a refusal of the domain, or one of the request itself. */
export type ProblemCode =
  | RejectionCode
  | 'UNAUTHENTICATED'
  | 'TOKEN_KEYS_UNAVAILABLE'
  | 'FORBIDDEN'
  | 'ROUTE_NOT_FOUND'
  | 'OVERLOADED'
  | 'STOPPING'
  | 'LOG_UNAVAILABLE'
  | 'INTERNAL'
  /** Ours: the service was not reached, or was only to be read. Nothing was changed for certain. */
  | 'OFFLINE'
  /** Ours: it was asked for a change and did not answer, so nobody knows whether it was made. */
  | 'UNANSWERED'
  /** Anything newer than this console. */
  | (string & {});

/** The body of an error, as RFC 9457 and the API describe it. */
interface ProblemDocument {
  readonly status: number;
  readonly detail: string;
  readonly code: ProblemCode;
  readonly details?: JsonObject;
  readonly hint?: string;
  readonly outcome?: CommandOutcome;
}

/** Every failure of a call, typed: branch on `code`, never on the text. */
export class ApiProblem extends Error {
  override readonly name = 'ApiProblem';

  constructor(
    /** 0 when nobody answered. */
    readonly status: number,
    readonly code: ProblemCode,
    message: string,
    readonly details: JsonObject | null = null,
    readonly outcome: CommandOutcome | null = null,
    readonly hint: string | null = null,
  ) {
    super(message);
  }

  /** What the domain said, with checks, blockers and alternatives. */
  get rejection(): Rejection | null {
    return this.outcome?.rejection ?? null;
  }
}

/** The problem that an answer carries; a body that is none becomes one by its status. */
export async function problemOf(response: Response): Promise<ApiProblem> {
  const said = (await response.json().catch(() => null)) as Partial<ProblemDocument> | null;
  if (said === null || typeof said.code !== 'string') {
    // Whoever stands between answers for a service that did not.
    if (response.status === 502 || response.status === 504) return unanswered();
    return new ApiProblem(response.status, 'INTERNAL', `The service answered ${response.status}.`);
  }
  const { code, detail = '', details, outcome, hint } = said;
  return new ApiProblem(response.status, code, detail, details, outcome, hint);
}

export function unanswered(): ApiProblem {
  return new ApiProblem(0, 'UNANSWERED', 'The service did not answer.');
}

/** Whether what was asked for may have been done all the same; the same id, asked again, tells. */
export function isUndecided(error: unknown): boolean {
  if (!(error instanceof ApiProblem)) return false;
  return error.code === 'UNANSWERED' || error.code === 'LOG_UNAVAILABLE';
}

/** Nobody answered, or the answer says to come again. */
export function worthRetrying(error: unknown): boolean {
  if (!(error instanceof ApiProblem)) return false;
  return error.status === 0 || error.status === 429 || error.status === 503;
}
