import type { Uuid } from '#contracts';
import { sql } from '../sql.js';
import type { Queryable } from './queryable.js';

export interface TypedCommand {
  readonly commandId: Uuid;
  readonly type: string;
}

/** Of which type each command was. */
export async function commandTypes(
  queryable: Queryable,
  commandIds: readonly Uuid[],
): Promise<readonly TypedCommand[]> {
  if (commandIds.length === 0) return [];
  const { rows } = await queryable.query<{ command_id: Uuid; type: string }>(sql('command_types'), [
    [...new Set(commandIds)],
  ]);
  return rows.map(({ command_id: commandId, type }) => ({ commandId, type }));
}
