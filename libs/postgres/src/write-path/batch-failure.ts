import pg from 'pg';
import { ConnectionLostError, RowHeldError } from './batch-session.js';

/**
 * What a batch's failure means for it: `contested`, somebody wrote past us and one command of the
 * batch is the culprit; `race`, the same batch may succeed now; `lost`, the database is not there;
 * `bug`, ours.
 */
export type BatchFailure = 'contested' | 'race' | 'lost' | 'bug';

export function batchFailure(error: unknown): BatchFailure {
  if (error instanceof ConnectionLostError) return 'lost';
  if (error instanceof RowHeldError) return 'contested';
  if (!(error instanceof pg.DatabaseError)) return 'bug';
  const code = error.code ?? '';
  return BY_SQLSTATE[code] ?? (LOST_CLASSES.has(code.slice(0, 2)) ? 'lost' : 'bug');
}

const BY_SQLSTATE: Readonly<Record<string, BatchFailure>> = {
  '23P01': 'contested', // exclusion_violation
  '23505': 'race', // unique_violation: the same command or hold id in another lane
  AL001: 'race', // an id of another venue, registered since
  '40001': 'race', // serialization_failure
  '40P01': 'race', // deadlock_detected
  '55P03': 'race', // lock_not_available: a partition's lock, past lock_timeout
  '57014': 'race', // query_canceled: statement_timeout
  '25P03': 'lost', // idle_in_transaction_session_timeout
};

/** Connection, resources, operator intervention (a restart), system error. */
const LOST_CLASSES: ReadonlySet<string> = new Set(['08', '53', '57', '58']);
