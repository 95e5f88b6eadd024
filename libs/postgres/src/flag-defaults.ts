import type { Flags } from '#contracts';
import type pg from 'pg';
import { sql } from './sql.js';

/**
 * Tells the database what this process's environment says of each flag, for the functions that SQL
 * callers use. Overrides are not touched. Processes should agree; the last to start is believed.
 */
export async function writeFlagDefaults(pool: pg.Pool, flags: Flags): Promise<void> {
  await pool.query(sql('write_flag_defaults'), [JSON.stringify(flags)]);
}
