import type { Flags } from '#contracts';
import { WritePath, fixLogPartitions } from '#postgres';
import type { WritePathOptions } from '#postgres';
import type pg from 'pg';
import type { TestDatabase } from './database.js';
import { createDatabase } from './database.js';
import { ENFORCING } from './floor-plan.js';

export const PARTITIONS = 4;

/** A database of the test's own that knows its number of log partitions. */
export async function createLogDatabase(): Promise<TestDatabase> {
  const database = await createDatabase();
  await fixLogPartitions(database.pool, PARTITIONS);
  return database;
}

/** A write path as one process has it; all conflicts refuse unless told otherwise. */
export function writePathOn(
  { databaseUrl }: TestDatabase,
  options: Partial<WritePathOptions> & { flags?: Flags } = {},
): WritePath {
  const { flags = ENFORCING, ...rest } = options;
  return new WritePath({
    databaseUrl,
    partitions: PARTITIONS,
    lanes: 2,
    batchMax: 64,
    flagDefaults: flags,
    ...rest,
  });
}

/** Forgets everything that was ever written, but for the number of log partitions. */
export async function emptyDatabase(pool: pg.Pool): Promise<void> {
  await pool.query(
    `truncate events, commands, allocations, booking_table_assignments, table_holds, ended_claims,
              bookings, venues, tables, table_adjacencies, feature_flags`,
  );
}
