import { sql } from '../sql.js';
import type { Queryable } from './queryable.js';

/** The last seq of every log partition; 0 where nothing happened yet. */
export async function readLogHeads(
  queryable: Queryable,
  partitions: number,
): Promise<ReadonlyMap<number, number>> {
  const { rows } = await queryable.query<{ partition: number; seq: number }>(sql('log_heads'), [
    partitions,
  ]);
  return new Map(rows.map(({ partition, seq }) => [partition, seq]));
}
