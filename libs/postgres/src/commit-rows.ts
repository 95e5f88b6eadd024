import type { Queryable } from './queries/queryable.js';
import type { Changes } from './write-path/changes.js';

/**
 * Writes rows of the tables that the log folds into with the statement of the write path, into
 * whatever schema comes first in the search path: the shadow of a rebuild, the mirror.
 */
export async function commitRows(client: Queryable, changes: Changes): Promise<void> {
  await client.query(`select commit_batch('[]', '[]', $1)`, [JSON.stringify(changes)]);
}
