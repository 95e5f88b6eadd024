import type pg from 'pg';

/**
 * The number of log partitions of this database: `wanted` at the first start, and whatever that was
 * ever after, because a venue's partition must not change.
 */
export async function fixLogPartitions(pool: pg.Pool, wanted: number): Promise<number> {
  await pool.query('insert into log_settings (partitions) values ($1) on conflict do nothing', [
    wanted,
  ]);
  return (await fixedLogPartitions(pool))!;
}

/** The number that was fixed, or null before the first start. */
export async function fixedLogPartitions(pool: pg.Pool): Promise<number | null> {
  const { rows } = await pool.query<{ partitions: number }>('select partitions from log_settings');
  return rows[0]?.partitions ?? null;
}
