import type { Failure } from './failure.js';

export type UnavailableCode = 'OVERLOADED' | 'STOPPING' | 'LOG_UNAVAILABLE';

/**
 * The command was not answered and may be sent again, with the same command id, after
 * `retryAfterSeconds`. Whether it took effect is not known for `LOG_UNAVAILABLE`; the repeat tells.
 */
export class UnavailableError extends Error {
  override readonly name = 'UnavailableError';
  /** What kept failing; null: nothing was tried. */
  readonly failure: Failure | null;
  constructor(
    readonly code: UnavailableCode,
    readonly retryAfterSeconds: number,
    options?: ErrorOptions & { readonly failure?: Failure },
  ) {
    super(
      `the command was not answered (${code}); send it again with the same command id`,
      options,
    );
    this.failure = options?.failure ?? null;
  }
}
