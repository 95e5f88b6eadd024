import pg from 'pg';

/** One snapshot for all statements, and nothing written. */
export const ONE_PICTURE = 'begin isolation level repeatable read read only';

/**
 * Runs `work` in a transaction: committed when it resolves, rolled back when it rejects.
 *
 * @param begin how it begins; absent: with PostgreSQL's default isolation
 */
export async function inTransaction<T>(
  pool: pg.Pool,
  work: (client: pg.PoolClient) => Promise<T>,
  begin: 'begin' | typeof ONE_PICTURE = 'begin',
): Promise<T> {
  const client = await pool.connect();
  let broken: Error | undefined;
  try {
    await client.query(begin);
    const result = await work(client);
    await client.query('commit');
    return result;
  } catch (error) {
    // What did not come from the server may be about the connection, which is then not given to
    // anyone else, and neither is one that cannot roll back.
    if (!(error instanceof pg.DatabaseError)) broken = error as Error;
    else await client.query('rollback').catch((failed: Error) => (broken = failed));
    throw error;
  } finally {
    client.release(broken);
  }
}
