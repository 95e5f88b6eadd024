export type TokenErrorCode =
  /** Forged, malformed, of another issuer or audience, or without what a token must say. */
  | 'TOKEN_INVALID'
  | 'TOKEN_EXPIRED'
  /** The key server does not answer: the token may be good. Worth a retry. */
  | 'TOKEN_KEYS_UNAVAILABLE'
  /** Tokens are another issuer's to make here. */
  | 'TOKEN_NOT_OURS_TO_ISSUE';

export class TokenError extends Error {
  override readonly name = 'TokenError';

  constructor(
    readonly code: TokenErrorCode,
    message: string,
    options?: ErrorOptions,
  ) {
    super(message, options);
  }
}
