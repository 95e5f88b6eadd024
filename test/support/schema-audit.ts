import type pg from 'pg';
import { PostgresLogReader, fixedLogPartitions } from '#postgres';
import { eventFault, schemaFault } from './schemas.js';

const PAGE = 2_000;
const FAULTS_MAX = 5;

/**
 * What in a database is not what its JSON Schema says, told in sentences: of every event and every
 * outcome there. Every test's database is asked when it is dropped.
 */
export async function schemaFaults(pool: pg.Pool): Promise<readonly string[]> {
  const { rows } = await pool.query<{ known: boolean }>(
    `select to_regclass('log_settings') is not null as known`,
  );
  const partitions = rows[0]!.known ? await fixedLogPartitions(pool) : null;
  if (partitions === null) return [];
  const faults: string[] = [];
  for await (const fault of faultsOf(pool, partitions)) {
    faults.push(fault);
    if (faults.length === FAULTS_MAX) break;
  }
  return faults;
}

async function* faultsOf(pool: pg.Pool, partitions: number): AsyncGenerator<string> {
  const reader = new PostgresLogReader(pool, partitions);
  for (const [partition, head] of await reader.heads()) {
    for (let after = 0; after < head;) {
      const page = await reader.read(partition, after, PAGE);
      for (const { event } of page) {
        const fault = eventFault(event);
        if (fault !== null) yield `${partition}:${event.seq} ${fault}`;
      }
      after = page.at(-1)?.event.seq ?? head;
    }
  }
  const { rows } = await pool.query<{ command_id: string; outcome: object }>(
    'select command_id, outcome from commands',
  );
  for (const { command_id: id, outcome } of rows) {
    const fault = schemaFault('CommandOutcome', outcome);
    if (fault !== null) yield `command ${id}: ${fault}`;
  }
}
