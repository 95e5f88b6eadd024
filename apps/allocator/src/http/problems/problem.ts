import { STATUS_CODES } from 'node:http';
import type { CommandOutcome, JsonObject, RejectionCode } from '#contracts';

/** Why a request failed, when no command's rejection says it. */
export type ProblemCode =
  | RejectionCode
  | 'UNAUTHENTICATED'
  | 'TOKEN_KEYS_UNAVAILABLE'
  | 'FORBIDDEN'
  | 'COMMAND_NOT_FOUND'
  | 'REPLAY_NOT_FOUND'
  | 'ROUTE_NOT_FOUND'
  | 'BODY_TOO_LARGE'
  | 'MEDIA_TYPE_UNSUPPORTED'
  | 'REQUEST_INVALID'
  | 'OVERLOADED'
  | 'STOPPING'
  | 'LOG_UNAVAILABLE'
  | 'INTERNAL';

/** The body of every error: RFC 9457, with our `code`, `details` and a `hint` what to do. */
export interface ProblemDocument {
  readonly type: string;
  readonly title: string;
  readonly status: number;
  readonly detail: string;
  readonly code: ProblemCode;
  readonly details?: JsonObject;
  readonly hint: string;
  /** For a command that was answered: its whole outcome. */
  readonly outcome?: CommandOutcome;
}

export interface ProblemOptions {
  readonly details?: JsonObject;
  readonly hint?: string;
  readonly outcome?: CommandOutcome;
  readonly retryAfterSeconds?: number;
}

/** Thrown anywhere while a request is served; the filter sends it as it is. */
export class Problem extends Error {
  override readonly name = 'Problem';

  constructor(
    readonly status: number,
    readonly code: ProblemCode,
    readonly detail: string,
    readonly options: ProblemOptions = {},
  ) {
    super(detail);
  }

  document(): ProblemDocument {
    const { details, hint, outcome } = this.options;
    return {
      type: `urn:allocator:problem:${this.code.toLowerCase().replaceAll('_', '-')}`,
      title: STATUS_CODES[this.status] ?? 'Error',
      status: this.status,
      detail: this.detail,
      code: this.code,
      ...(details === undefined ? {} : { details }),
      hint: hint ?? (this.code === 'ROUTE_NOT_FOUND' ? ROUTES_HINT : hintOf(this.status)),
      ...(outcome === undefined ? {} : { outcome }),
    };
  }
}

const ROUTES_HINT = 'The routes and their methods are at /docs.';

function hintOf(status: number): string {
  switch (status) {
    case 400:
      return 'Correct what details.fields names; the schemas are at /docs.';
    case 401:
      return 'Send a valid token as "Authorization: Bearer <token>"; `allocator token` makes one.';
    case 403:
      return 'Ask for a token with the role and the venues this needs.';
    case 404:
      return 'Check the id; register or configure it first if it is new.';
    case 409:
      return 'Read again, then decide: outcome.rejection names who stands in the way and what would work.';
    case 410:
      return 'It is over; ask anew.';
    case 413:
      return 'Send less at once: at most 1 MiB and 1,000 commands.';
    case 415:
      return 'Send JSON with "Content-Type: application/json".';
    case 422:
      return 'The rules of the venue say no; outcome.rejection.checks says which and what would work.';
    case 429:
    case 503:
      return 'Send it again with the same command id after the seconds of Retry-After.';
    default:
      return 'This is a fault of the service; its log has the details.';
  }
}
