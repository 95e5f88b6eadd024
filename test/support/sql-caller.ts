import pg from 'pg';
import type { Blocker, Check } from '#contracts';

export interface SeatRow {
  readonly table_id: string;
  readonly start_at: Date;
  readonly end_at: Date;
  readonly merge_group_id: string | null;
}

/** What a function refused with: SQLSTATE, and DETAIL parsed. */
export interface SqlRefusal {
  readonly state: string;
  readonly message: string;
  readonly hint: string;
  readonly constraint: string;
  readonly code: string;
  readonly checks: readonly Check[];
  readonly blockers: readonly Blocker[];
}

export type SqlAnswer<T> =
  | { readonly ok: true; readonly rows: readonly T[] }
  | { readonly ok: false; readonly refusal: SqlRefusal };

type Queryable = Pick<pg.Pool, 'query'>;

/** Calls a function as any SQL client does; fails only with what is no refusal. */
export async function call<T extends pg.QueryResultRow = SeatRow>(
  db: Queryable,
  text: string,
  values: readonly unknown[] = [],
): Promise<SqlAnswer<T>> {
  try {
    const { rows } = await db.query<T>(`select * from ${text}`, [...values]);
    return { ok: true, rows };
  } catch (error) {
    if (!(error instanceof pg.DatabaseError) || !error.detail?.startsWith('{')) throw error;
    const { code: state = '', message, hint = '', constraint = '', detail } = error;
    const reasons = JSON.parse(detail) as Pick<SqlRefusal, 'code' | 'checks' | 'blockers'>;
    return { ok: false, refusal: { state, message, hint, constraint, ...reasons } };
  }
}

/** The refusal of a call that must not succeed. */
export async function refusalOf(
  db: Queryable,
  text: string,
  values: readonly unknown[] = [],
): Promise<SqlRefusal> {
  const answer = await call(db, text, values);
  if (answer.ok) throw new Error(`${text} was accepted`);
  return answer.refusal;
}

/** The rows of a call that must succeed. */
export async function rowsOf<T extends pg.QueryResultRow = SeatRow>(
  db: Queryable,
  text: string,
  values: readonly unknown[] = [],
): Promise<readonly T[]> {
  const answer = await call<T>(db, text, values);
  if (!answer.ok) throw new Error(`${text}: ${answer.refusal.state} ${answer.refusal.message}`);
  return answer.rows;
}
