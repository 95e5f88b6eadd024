import pg from 'pg';
import { sql } from '../sql.js';
import { RebuildError } from './rebuild-error.js';

/** A rebuild that has told its end may still be letting go. */
const WAIT_MS_MAX = 1_000;
const LOCK_NOT_AVAILABLE = '55P03';

/**
 * A connection on which a rebuild is the only one of this database, until {@link letGo}.
 * @throws RebuildError `REBUILD_ELSEWHERE`
 */
export async function lockRebuild(pool: pg.Pool): Promise<pg.PoolClient> {
  const client = await pool.connect();
  try {
    // Many small statements, and some that read a whole table.
    await client.query('set jit = off; set statement_timeout = 0');
    await client.query(`set lock_timeout = ${WAIT_MS_MAX}`);
    await client.query(sql('lock_rebuild'));
    await client.query('reset lock_timeout');
    return client;
  } catch (error) {
    client.release(true);
    const isTaken = error instanceof pg.DatabaseError && error.code === LOCK_NOT_AVAILABLE;
    if (!isTaken) throw error;
    throw new RebuildError('REBUILD_ELSEWHERE', 'another rebuild of this database is under way');
  }
}

/** The connection goes, and with it the lock, a transaction under way, and what was set. */
export function letGo(client: pg.PoolClient): void {
  client.release(true);
}
