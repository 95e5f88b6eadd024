import { sql } from '../sql.js';
import type { Queryable } from './queryable.js';

/** The hashes (hex) of one log partition from seq `first` to `last`, by seq. */
export async function readHashes(
  queryable: Queryable,
  partition: number,
  first: number,
  last: number,
): Promise<ReadonlyMap<number, string>> {
  const values = [partition, first, last];
  const { rows } = await queryable.query<{ seq: number; hash: string }>(
    sql('event_hashes'),
    values,
  );
  return new Map(rows.map(({ seq, hash }) => [seq, hash]));
}

/** How far each log partition was published; empty before the first relay ran. */
export async function readRelayCursors(queryable: Queryable): Promise<ReadonlyMap<number, number>> {
  const { rows } = await queryable.query<{ partition: number; cursor: number }>(
    sql('relay_cursors'),
  );
  return new Map(rows.map(({ partition, cursor }) => [partition, cursor]));
}
