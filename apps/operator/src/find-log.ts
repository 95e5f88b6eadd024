import { fixedLogPartitions } from '#postgres';
import type { createPool } from '#postgres';
import { VerbError } from './exit.js';

/** The number of log partitions. @throws VerbError where no service has ever started. */
export async function findLogPartitions(pool: ReturnType<typeof createPool>): Promise<number> {
  const partitions = await fixedLogPartitions(pool);
  if (partitions !== null) return partitions;
  throw new VerbError(
    'DATABASE_NOT_FOUND',
    'This database has no log yet: start the service once.',
  );
}
