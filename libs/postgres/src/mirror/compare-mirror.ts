import type pg from 'pg';
import { sql } from '../sql.js';
import { inTransaction } from '../transaction.js';
import { DIFFERENCES_MAX } from './parity.js';

export interface CompareOptions {
  readonly pool: pg.Pool;
  /** Number of log partitions. */
  readonly partitions: number;
  /** Shortest pause between two looks, of whatever processes, in ms. */
  readonly everyMs: number;
  /** Most rows compared in one look. */
  readonly rowsMax?: number;
}

const ROWS_MAX = 20_000;
/** Further behind than this the mirror is not compared. */
const BEHIND_MAX = 10_000;
const FIRST = '00000000-0000-0000-0000-000000000000';
const LAST = 'ffffffff-ffff-ffff-ffff-ffffffffffff';

/**
 * Looks at the next slice of allocations, in the order of their ids, and again at whatever is known
 * to differ: live and mirror in one snapshot. A pass over all rows takes as many looks as it needs;
 * what it found is read with `readParity`. Answers false, having done nothing, when another process
 * looks or has just looked.
 */
export function compareMirror(options: CompareOptions): Promise<boolean> {
  const { pool, partitions, everyMs, rowsMax = ROWS_MAX } = options;
  return inTransaction(pool, async (client) => {
    const claimed = await client.query<{ cursor: string | null }>(sql('claim_parity'), [everyMs]);
    const [at] = claimed.rows;
    if (!at) return false;
    const after = at.cursor ?? FIRST;
    const slice = await client.query<{ until: string | null }>(sql('parity_slice'), [
      after,
      rowsMax,
    ]);
    const until = slice.rows[0]!.until;
    const values = [after, until ?? LAST, partitions, BEHIND_MAX, DIFFERENCES_MAX];
    const compared = await client.query<{ decidable: boolean; differing: number }>(
      sql('compare_mirror'),
      values,
    );
    const { decidable, differing } = compared.rows[0]!;
    // With more differences than are kept, the slice cannot be left behind as compared.
    const done = decidable && differing <= DIFFERENCES_MAX;
    await client.query(sql('advance_parity'), [until, done]);
    return true;
  });
}
