import pg from 'pg';

/**
 * SQLSTATE classes that say nothing about the statement: connection, resources, operator, system.
 */
const TRANSIENT_CLASSES = new Set(['08', '53', '57', '58']);
/** Serialization failure, deadlock, lock not available. */
const TRANSIENT_STATES = new Set(['40001', '40P01', '55P03']);

/**
 * True when the same statement may well succeed later. What did not come from the server is a lost
 * connection or a full pool, unless it is a mistake in the caller's values.
 */
export function isTransient(error: unknown): boolean {
  if (error instanceof pg.DatabaseError) {
    const state = error.code ?? '';
    return TRANSIENT_CLASSES.has(state.slice(0, 2)) || TRANSIENT_STATES.has(state);
  }
  return !(error instanceof TypeError || error instanceof RangeError);
}
