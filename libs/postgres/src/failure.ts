import type { Failure } from '#event-sourcing';
import pg from 'pg';

/**
 * What a failure of a statement means. Told by what the server says of it: of everything that it
 * says of neither the statement's content nor others at work, the same may succeed elsewhere or
 * later, also where nobody foresaw it. What did not come from the server is about the connection,
 * unless it is a mistake of ours in what was sent.
 */
export function failureOf(error: unknown): Failure {
  if (error instanceof pg.DatabaseError) {
    const state = error.code ?? '';
    return BY_SQLSTATE[state] ?? (CONTENT_CLASSES.has(state.slice(0, 2)) ? 'content' : 'away');
  }
  return MISTAKES.some((mistake) => error instanceof mistake) ? 'content' : 'away';
}

const BY_SQLSTATE: Readonly<Record<string, Failure>> = {
  '23P01': 'contested', // exclusion_violation
  '23505': 'race', // unique_violation: the same command or hold id in another lane
  AL001: 'race', // an id of another venue, registered since
  '40001': 'race', // serialization_failure
  '40P01': 'race', // deadlock_detected
  '55P03': 'race', // lock_not_available: a partition's lock, past lock_timeout
  '57014': 'race', // query_canceled: statement_timeout
  P0001: 'content', // raise_exception: a trigger or a function that says no to this row
};

/** Cardinality, data, integrity constraint, program limit: what was sent cannot be stored. */
const CONTENT_CLASSES: ReadonlySet<string> = new Set(['21', '22', '23', '54']);

const MISTAKES = [TypeError, RangeError, ReferenceError, SyntaxError] as const;
