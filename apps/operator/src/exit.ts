/** What a verb tells the shell. */
export const EXIT = { ok: 0, failed: 1, usage: 2, differences: 3 } as const;
export type Exit = (typeof EXIT)[keyof typeof EXIT];

export type VerbErrorCode =
  | 'USAGE'
  | 'SERVICE_NOT_FOUND'
  | 'SERVICE_UNREACHABLE'
  | 'SERVICE_REFUSED'
  | 'DATABASE_NOT_FOUND'
  | 'HOLD_NOT_FOUND'
  | 'LEASE_NOT_FOUND'
  | 'INPUT_UNREADABLE';

/** A verb cannot go on, and its message says what to do. */
export class VerbError extends Error {
  override readonly name = 'VerbError';

  constructor(
    readonly code: VerbErrorCode,
    message: string,
    options?: ErrorOptions,
  ) {
    super(message, options);
  }

  get exit(): Exit {
    return this.code === 'USAGE' ? EXIT.usage : EXIT.failed;
  }
}
