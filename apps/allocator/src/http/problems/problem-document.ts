import type { JsonObject, NamedOutcome, RejectionCode } from '#contracts';
import type { RebuildErrorCode } from '#postgres';

/** Why a request failed, when no command's rejection says it. */
export type ProblemCode =
  | RejectionCode
  | 'UNAUTHENTICATED'
  | 'TOKEN_KEYS_UNAVAILABLE'
  | 'FORBIDDEN'
  | 'COMMAND_NOT_FOUND'
  | 'REPLAY_NOT_FOUND'
  | RebuildErrorCode
  | 'KAFKA_NOT_CONFIGURED'
  | 'TOPIC_MISMATCH'
  | 'SCHEMA_NOT_FOUND'
  | 'PARKED_NOT_FOUND'
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
  /** For a command that was answered: its whole outcome, with blockers by name. */
  readonly outcome?: NamedOutcome;
}

export interface ProblemOptions {
  readonly details?: JsonObject;
  readonly hint?: string;
  readonly outcome?: NamedOutcome;
  readonly retryAfterSeconds?: number;
}
