export type UnavailableCode = 'OVERLOADED' | 'STOPPING' | 'LOG_UNAVAILABLE';

/**
 * The command was not answered and may be sent again, with the same command id, after
 * `retryAfterSeconds`. Whether it took effect is not known for `LOG_UNAVAILABLE`; the repeat tells.
 */
export class UnavailableError extends Error {
  override readonly name = 'UnavailableError';
  constructor(
    readonly code: UnavailableCode,
    readonly retryAfterSeconds: number,
    options?: ErrorOptions,
  ) {
    super(
      `the command was not answered (${code}); send it again with the same command id`,
      options,
    );
  }
}
