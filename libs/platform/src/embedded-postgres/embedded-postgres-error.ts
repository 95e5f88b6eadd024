export type EmbeddedPostgresErrorCode =
  /** No binaries are published for this platform, or they are not installed. */
  | 'BINARIES_MISSING'
  /** Another live process runs a server on this data directory. */
  | 'DATA_DIR_IN_USE'
  /** The data directory belongs to a user we are not. */
  | 'DATA_DIR_FORBIDDEN'
  /** The cluster that this data directory points to has gone. */
  | 'CLUSTER_MISSING'
  /** We are root, PostgreSQL refuses root, and no other user can run it. */
  | 'NO_SERVER_USER'
  /** `initdb` failed. */
  | 'INIT_FAILED'
  /** The server ended before it was ready. */
  | 'START_FAILED'
  /** A server that an earlier process left behind does not stop. */
  | 'ORPHAN_STUCK';

/** Why the embedded PostgreSQL is not running; the message says what to do about it. */
export class EmbeddedPostgresError extends Error {
  override readonly name = 'EmbeddedPostgresError';

  constructor(
    readonly code: EmbeddedPostgresErrorCode,
    message: string,
    options?: ErrorOptions,
  ) {
    super(message, options);
  }
}
