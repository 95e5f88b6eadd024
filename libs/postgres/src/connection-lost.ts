/**
 * The connection broke, did not answer in time, or could not be made; whether a commit under way
 * took effect is not known.
 */
export class ConnectionLostError extends Error {
  override readonly name = 'ConnectionLostError';
  constructor(options: ErrorOptions) {
    super('the connection to the database was lost', options);
  }
}
